package clients

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/digitalocean/godo"
	"golang.org/x/oauth2"
)

// What doctl does with godo for `auth init`, `account get` and `secrets …`, for machines where doctl cannot be had:
// its client options, its way through pages, and its reads before a write.

type tokenInfo struct {
	ResourceOwnerID  int      `json:"resource_owner_id"`
	Scopes           []string `json:"scopes"`
	ExpiresInSeconds int      `json:"expires_in_seconds"`
	Application      struct {
		UID string `json:"uid"`
	} `json:"application"`
	CreatedAt int `json:"created_at"`
}

func bearing(token string) *http.Client {
	return oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}))
}

func doctlClient(t *testing.T) *godo.Client {
	t.Helper()
	client, err := godo.New(
		bearing(setting(t, "TOKEN")),
		godo.SetUserAgent("doctl/1.167.0 (linux amd64)"),
		godo.SetBaseURL(setting(t, "URL")),
		godo.WithRetryAndBackoffs(godo.RetryConfig{RetryMax: 5, RetryWaitMin: godo.PtrTo(1.0), RetryWaitMax: godo.PtrTo(30.0)}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// doctl auth init --token-validation-server URL
func TestDoctlAuthInit(t *testing.T) {
	client := doctlClient(t)
	request, err := client.NewRequest(ctx, http.MethodGet, setting(t, "URL")+"/v1/oauth/token/info", nil)
	if err != nil {
		t.Fatal(err)
	}
	info := new(tokenInfo)
	if _, err := client.Do(ctx, request, info); err != nil {
		t.Fatal(err)
	}
	if len(info.Scopes) == 0 || info.ResourceOwnerID == 0 || info.CreatedAt == 0 {
		t.Errorf("token info %+v", info)
	}
}

// doctl account get
func TestDoctlAccountGet(t *testing.T) {
	account := must(doctlClient(t).Account.Get(ctx))(t)
	if account.Email == "" || account.UUID == "" || account.Status == "" {
		t.Errorf("account %+v", account)
	}
}

// doctl secrets list: pages of 200, as many as the link to the last one says.
func TestDoctlSecretsList(t *testing.T) {
	client := doctlClient(t)
	const count = 205
	want := map[string]bool{}
	for i := range count {
		name := "listed-" + strconv.Itoa(i)
		want[name] = true
		must(client.Secrets.Create(ctx, &godo.SecretCreateRequest{Name: name, Region: region, Values: map[string]string{"k": "v"}}))(t)
	}
	for _, name := range everySecret(t, client) {
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", slices.Sorted(maps.Keys(want)))
	}
}

func everySecret(t *testing.T, client *godo.Client) []string {
	t.Helper()
	var names []string
	last := 1
	for page := 1; page <= last; page++ {
		list, response, err := client.Secrets.List(ctx, &godo.ListOptions{Page: page, PerPage: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range list.Secrets {
			names = append(names, secret.Name)
		}
		if page == 1 {
			last = lastPage(t, response)
		}
	}
	return names
}

func lastPage(t *testing.T, response *godo.Response) int {
	t.Helper()
	if response.Links == nil || response.Links.Pages == nil || response.Links.Pages.Last == "" {
		return 1
	}
	link, err := url.Parse(response.Links.Pages.Last)
	if err != nil {
		t.Fatal(err)
	}
	page, err := strconv.Atoi(link.Query().Get("page"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// doctl secrets create, set, unset, update --replace: each of the last three reads the secret, and writes the whole
// set back under the version that it read.
func TestDoctlSecretsWrite(t *testing.T) {
	client := doctlClient(t)
	name := "doctl-writes"
	must(client.Secrets.Create(ctx, &godo.SecretCreateRequest{Name: name, Region: region, Values: map[string]string{"a": "1", "b": "2"}}))(t)
	rewrite := func(change func(map[string]string)) map[string]string {
		current := must(client.Secrets.Get(ctx, name, region))(t)
		values := maps.Clone(current.Values)
		change(values)
		must(client.Secrets.Update(ctx, name, &godo.SecretUpdateRequest{Region: region, Version: current.Version, Values: values}))(t)
		return must(client.Secrets.Get(ctx, name, region))(t).Values
	}
	if got := rewrite(func(values map[string]string) { values["c"] = "3" }); !maps.Equal(got, map[string]string{"a": "1", "b": "2", "c": "3"}) {
		t.Errorf("after set: %v", got)
	}
	if got := rewrite(func(values map[string]string) { delete(values, "a") }); !maps.Equal(got, map[string]string{"b": "2", "c": "3"}) {
		t.Errorf("after unset: %v", got)
	}
	replaced := rewrite(func(values map[string]string) { clear(values); values["only"] = "one" })
	if !maps.Equal(replaced, map[string]string{"only": "one"}) {
		t.Errorf("after update: %v", replaced)
	}
	versions := must(client.Secrets.ListVersions(ctx, name, region))(t)
	if len(versions) != 4 {
		t.Errorf("list-versions: %+v", versions)
	}
}

// doctl secrets delete, restore
func TestDoctlSecretsDeleteAndRestore(t *testing.T) {
	client := doctlClient(t)
	name := "doctl-deletes"
	must(client.Secrets.Create(ctx, &godo.SecretCreateRequest{Name: name, Region: region, Values: map[string]string{"a": "1"}}))(t)
	if _, err := client.Secrets.Delete(ctx, name, region); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Secrets.Restore(ctx, name, region); err != nil {
		t.Fatal(err)
	}
	if secret := must(client.Secrets.Get(ctx, name, region))(t); secret.Values["a"] != "1" {
		t.Errorf("restored %+v", secret)
	}
}
