// Package clients uses the official Go client, unmodified, on a server that is running.
package clients

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/godo"
)

const region = "nyc3"

var ctx = context.Background()

// setting is what the program that starts these tests says about the server.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv("TEST_SERVER_" + name)
	if value == "" {
		t.Fatalf("TEST_SERVER_%s is not set; these tests are started by godo.test.ts", name)
	}
	return value
}

func newClient(t *testing.T) *godo.Client {
	t.Helper()
	client := godo.NewFromToken(setting(t, "TOKEN"))
	if err := godo.SetBaseURL(setting(t, "URL") + "/")(client); err != nil {
		t.Fatal(err)
	}
	return client
}

func must[Result any](result Result, _ *godo.Response, err error) func(*testing.T) Result {
	return func(t *testing.T) Result {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
}

// refused returns the error of the API that err must be.
func refused(t *testing.T, err error, status int) *godo.ErrorResponse {
	t.Helper()
	var refusal *godo.ErrorResponse
	if !errors.As(err, &refusal) {
		t.Fatalf("want an error of the API with status %d, got %v", status, err)
	}
	if refusal.Response.StatusCode != status {
		t.Fatalf("want status %d, got %v", status, refusal)
	}
	if refusal.RequestID == "" || refusal.Message == "" {
		t.Fatalf("want a message and a request id, got %+v", refusal)
	}
	return refusal
}

func TestAccount(t *testing.T) {
	for _, url := range []string{setting(t, "URL"), setting(t, "TLS_URL")} {
		client := newClient(t)
		if err := godo.SetBaseURL(url + "/")(client); err != nil {
			t.Fatal(err)
		}
		account := must(client.Account.Get(ctx))(t)
		if account.Status != "active" || !account.EmailVerified || account.Team == nil || account.Team.UUID != account.UUID {
			t.Errorf("%s: unexpected account %+v", url, account)
		}
		if account.DropletLimit == 0 || account.ReservedIPLimit == 0 || account.VolumeLimit == 0 {
			t.Errorf("%s: limits are missing in %+v", url, account)
		}
	}
}

func TestSecretLifeCycle(t *testing.T) {
	client := newClient(t)
	name := "life-cycle"
	first := map[string]string{"user": "admin", "password": "pässword \"quoted\"\n"}
	made := must(client.Secrets.Create(ctx, &godo.SecretCreateRequest{Name: name, Region: region, Values: first}))(t)
	if *made != (godo.SecretWriteResult{Name: name, Region: region, Version: 1}) {
		t.Fatalf("created %+v", made)
	}
	secret := must(client.Secrets.Get(ctx, name, region))(t)
	if secret.Name != name || secret.Region != region || secret.Version != 1 || !maps.Equal(secret.Values, first) {
		t.Fatalf("read %+v", secret)
	}
	if secret.DeleteRequestedAt != nil {
		t.Fatalf("a new secret has DeleteRequestedAt %s", *secret.DeleteRequestedAt)
	}
	second := map[string]string{"password": "second"}
	changed := must(client.Secrets.Update(ctx, name, &godo.SecretUpdateRequest{Region: region, Version: 1, Values: second}))(t)
	if *changed != (godo.SecretWriteResult{Name: name, Region: region, Version: 2}) {
		t.Fatalf("updated %+v", changed)
	}
	if now := must(client.Secrets.Get(ctx, name, region))(t); !maps.Equal(now.Values, second) || now.Version != 2 {
		t.Fatalf("read after the update %+v", now)
	}
	checkVersions(t, client, name)
	checkDeletion(t, client, name, second)
}

func checkVersions(t *testing.T, client *godo.Client, name string) {
	t.Helper()
	versions := must(client.Secrets.ListVersions(ctx, name, region))(t)
	if len(versions) != 2 || versions[0].Version != 2 || versions[1].Version != 1 {
		t.Fatalf("want versions 2 and 1, got %+v", versions)
	}
	for _, version := range versions {
		if _, err := time.Parse(time.RFC3339, version.CreatedAt); err != nil {
			t.Errorf("version %d: %v", version.Version, err)
		}
	}
}

func checkDeletion(t *testing.T, client *godo.Client, name string, values map[string]string) {
	t.Helper()
	if _, err := client.Secrets.Delete(ctx, name, region); err != nil {
		t.Fatal(err)
	}
	gone := must(client.Secrets.Get(ctx, name, region))(t)
	if gone.DeleteRequestedAt == nil || len(gone.Values) != 0 {
		t.Fatalf("want a deleted secret without values, got %+v", gone)
	}
	_, _, err := client.Secrets.Update(ctx, name, &godo.SecretUpdateRequest{Region: region, Version: 2, Values: values})
	refused(t, err, http.StatusConflict)
	if _, err := client.Secrets.Restore(ctx, name, region); err != nil {
		t.Fatal(err)
	}
	back := must(client.Secrets.Get(ctx, name, region))(t)
	if back.DeleteRequestedAt != nil || !maps.Equal(back.Values, values) || back.Version != 2 {
		t.Fatalf("restored %+v", back)
	}
}

func TestErrors(t *testing.T) {
	client := newClient(t)
	request := &godo.SecretCreateRequest{Name: "twice", Region: region, Values: map[string]string{"key": "planted-value"}}
	must(client.Secrets.Create(ctx, request))(t)
	_, _, err := client.Secrets.Create(ctx, request)
	if conflict := refused(t, err, http.StatusConflict); strings.Contains(conflict.Error(), "planted-value") {
		t.Errorf("the error repeats a value: %v", conflict)
	}
	_, _, err = client.Secrets.Update(ctx, "twice", &godo.SecretUpdateRequest{Region: region, Version: 7, Values: request.Values})
	if stale := refused(t, err, http.StatusConflict); !strings.Contains(stale.Message, "version 1") {
		t.Errorf("the error does not name the current version: %v", stale)
	}
	_, _, err = client.Secrets.Get(ctx, "none", region)
	refused(t, err, http.StatusNotFound)
	_, err = client.Secrets.Restore(ctx, "none", region)
	refused(t, err, http.StatusNotFound)
	_, _, err = client.Secrets.Get(ctx, "twice", "mars1")
	refused(t, err, http.StatusBadRequest)
	stranger := godo.NewFromToken("dop_v1_" + strings.Repeat("0", 64))
	stranger.BaseURL = client.BaseURL
	_, _, err = stranger.Account.Get(ctx)
	refused(t, err, http.StatusUnauthorized)
}

// The client retries what fails with 5xx, but not 501, so an operation that is not served fails at once.
func TestNotServed(t *testing.T) {
	client := newClient(t)
	start := time.Now()
	_, _, err := client.AgentPlatform.ListAgents(ctx, nil)
	refused(t, err, http.StatusNotImplemented)
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestPages(t *testing.T) {
	client := newClient(t)
	const count, per_page = 45, 20
	for i := range count {
		name := fmt.Sprintf("paged-%02d", i)
		must(client.Secrets.Create(ctx, &godo.SecretCreateRequest{Name: name, Region: "sfo3", Values: map[string]string{"k": "v"}}))(t)
	}
	seen := map[string]bool{}
	pages := 0
	for options := (&godo.ListOptions{PerPage: per_page}); ; {
		list, response, err := client.Secrets.List(ctx, options)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, secret := range list.Secrets {
			if secret.Values != nil || secret.CreatedAt == "" {
				t.Errorf("listed %+v", secret)
			}
			if strings.HasPrefix(secret.Name, "paged-") {
				seen[secret.Name] = true
			}
		}
		if len(list.UnavailableRegions) > 0 || response.Meta == nil || response.Meta.Total < count {
			t.Fatalf("unavailable %v, meta %+v", list.UnavailableRegions, response.Meta)
		}
		if response.Links == nil || response.Links.IsLastPage() {
			break
		}
		page, err := response.Links.CurrentPage()
		if err != nil {
			t.Fatal(err)
		}
		if page != pages {
			t.Fatalf("the links of page %d say that it is page %d", pages, page)
		}
		options.Page = page + 1
	}
	if len(seen) != count || pages < 3 {
		t.Errorf("saw %d secrets on %d pages", len(seen), pages)
	}
}

func TestRate(t *testing.T) {
	client := newClient(t)
	_, before, err := client.Account.Get(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, after, err := client.Account.Get(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if after.Rate.Limit == 0 || after.Rate.Remaining != before.Rate.Remaining-1 {
		t.Errorf("rates: %+v, then %+v", before.Rate, after.Rate)
	}
	if until := time.Until(after.Rate.Reset.Time); until < 0 || until > time.Hour+time.Second {
		t.Errorf("the limit resets in %s", until)
	}
}

// TestRetry is run by itself: the server refuses its first request with 429 and would accept one a second later.
func TestRetry(t *testing.T) {
	if os.Getenv("TEST_SERVER_RATE_LIMITED") == "" {
		t.Skip("it needs a server whose limit is used up")
	}
	hasty := newClientWithoutRetries(t)
	_, response, err := hasty.Account.Get(ctx)
	refused(t, err, http.StatusTooManyRequests)
	if response.Header.Get("Retry-After") == "" || response.Rate.Remaining != 0 {
		t.Errorf("Retry-After %q, rate %+v", response.Header.Get("Retry-After"), response.Rate)
	}
	must(newClient(t).Account.Get(ctx))(t)
}

func newClientWithoutRetries(t *testing.T) *godo.Client {
	t.Helper()
	client, err := godo.New(bearing(setting(t, "TOKEN")), godo.SetBaseURL(setting(t, "URL")+"/"))
	if err != nil {
		t.Fatal(err)
	}
	return client
}
