package clients

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/godo"
	"golang.org/x/oauth2"
)

func TestCloudRegistry(t *testing.T) {
	client := newClient(t)
	done(t)(client.Registry.ValidateName(ctx, &godo.RegistryValidateNameRequest{Name: "godo"}))
	made := must(client.Registry.Create(ctx, &godo.RegistryCreateRequest{Name: "godo"}))(t)
	if made.UUID == "" || made.Region == "" || made.CreatedAt.IsZero() {
		t.Fatalf("made %+v", made)
	}
	if read := must(client.Registry.Get(ctx))(t); *read != *made {
		t.Fatalf("%+v is read as %+v", made, read)
	}
	if found := must(client.Registries.ListByUUID(ctx, made.UUID))(t); len(found) != 1 || *found[0] != *made {
		t.Fatalf("found %+v", found)
	}
	_, err := client.Registry.ValidateName(ctx, &godo.RegistryValidateNameRequest{Name: "godo"})
	refused(t, err, http.StatusConflict)
	if tier := must(client.Registry.GetSubscription(ctx))(t).Tier; tier.Slug != "starter" || tier.IncludedRepositories != 1 {
		t.Fatalf("subscribed to %+v", tier)
	}
	upgrade := &godo.RegistrySubscriptionUpdateRequest{TierSlug: "professional"}
	if tier := must(client.Registry.UpdateSubscription(ctx, upgrade))(t).Tier; tier.MonthlyPriceInCents != 2000 {
		t.Fatalf("subscribed to %+v", tier)
	}
	if options := must(client.Registry.GetOptions(ctx))(t); len(options.SubscriptionTiers) != 3 || len(options.AvailableRegions) == 0 {
		t.Fatalf("options %+v", options)
	}
	if repositories := must(client.Registry.ListRepositoriesV2(ctx, "godo", &godo.TokenListOptions{Page: 1, PerPage: 10}))(t); len(repositories) != 0 {
		t.Fatalf("repositories %+v", repositories)
	}
	_, _, err = client.Registry.ListRepositoryTags(ctx, "godo", "my/repo", nil)
	refused(t, err, http.StatusNotFound)
	collectGarbage(t, client)
	done(t)(client.Registry.Delete(ctx))
	_, _, err = client.Registry.Get(ctx)
	refused(t, err, http.StatusNotFound)
}

func collectGarbage(t *testing.T, client *godo.Client) {
	t.Helper()
	wanted := &godo.StartGarbageCollectionRequest{Type: godo.GCTypeUntaggedManifestsAndUnreferencedBlobs}
	started := must(client.Registry.StartGarbageCollection(ctx, "godo", wanted))(t)
	if started.Status != "requested" || started.Type != wanted.Type {
		t.Fatalf("started %+v", started)
	}
	for {
		past := must(client.Registry.ListGarbageCollections(ctx, "godo", nil))(t)
		if len(past) != 1 || past[0].UUID != started.UUID {
			t.Fatalf("listed %+v", past)
		}
		if past[0].Status == "succeeded" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	_, _, err := client.Registry.GetGarbageCollection(ctx, "godo")
	refused(t, err, http.StatusNotFound)
	_, _, err = client.Registry.UpdateGarbageCollection(ctx, "godo", started.UUID, &godo.UpdateGarbageCollectionRequest{Cancel: true})
	refused(t, err, http.StatusNotFound)
}

func TestCloudRegistryCredentials(t *testing.T) {
	client := newClient(t)
	must(client.Registries.Create(ctx, &godo.RegistryCreateRequest{Name: "godo-credentials", SubscriptionTierSlug: "basic"}))(t)
	expiry := 600
	wanted := &godo.RegistryDockerCredentialsRequest{ReadWrite: true, ExpirySeconds: &expiry}
	credentials := must(client.Registries.DockerCredentials(ctx, "godo-credentials", wanted))(t)
	var config struct {
		Auths map[string]struct {
			Auth []byte `json:"auth"`
		} `json:"auths"`
	}
	if err := json.Unmarshal(credentials.DockerConfigJSON, &config); err != nil {
		t.Fatal(err)
	}
	user, password, _ := strings.Cut(string(config.Auths["registry.digitalocean.com"].Auth), ":")
	if user != password || user == "" {
		t.Fatal("the user is not the password")
	}
	docker := godo.NewClient(oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: password})))
	docker.BaseURL = client.BaseURL
	if read := must(docker.Registries.Get(ctx, "godo-credentials"))(t); read.Name != "godo-credentials" {
		t.Fatalf("read %+v", read)
	}
	_, _, err := docker.Account.Get(ctx)
	refused(t, err, http.StatusForbidden)
	done(t)(client.Registries.Delete(ctx, "godo-credentials"))
	_, _, err = docker.Registries.List(ctx)
	refused(t, err, http.StatusUnauthorized)
}
