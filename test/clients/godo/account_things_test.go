package clients

import (
	"net/http"
	"strings"
	"testing"

	"github.com/digitalocean/godo"
)

func TestSSHKeys(t *testing.T) {
	client := newClient(t)
	public := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGaOG0hR7dB3jPtjBtTNtqTXbqhQpc9Uzo8Tn/rTPydu godo"
	fingerprint := "ed:b6:1a:4d:f0:01:00:93:a7:74:18:27:f3:6e:ed:f9"
	made := must(client.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "godo", PublicKey: public + "\n"}))(t)
	if made.Fingerprint != fingerprint || made.PublicKey != public {
		t.Fatalf("made %+v", made)
	}
	_, _, err := client.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "again", PublicKey: public})
	if got := refused(t, err, http.StatusUnprocessableEntity).Message; got != "SSH Key is already in use on your account" {
		t.Errorf("refused with %q", got)
	}
	renamed := must(client.Keys.UpdateByFingerprint(ctx, fingerprint, &godo.KeyUpdateRequest{Name: "renamed"}))(t)
	if read := must(client.Keys.GetByID(ctx, made.ID))(t); *read != *renamed || read.Name != "renamed" {
		t.Errorf("read %+v, renamed %+v", read, renamed)
	}
	if _, err := client.Keys.DeleteByFingerprint(ctx, fingerprint); err != nil {
		t.Fatal(err)
	}
	_, _, err = client.Keys.GetByFingerprint(ctx, fingerprint)
	refused(t, err, http.StatusNotFound)
}

func TestTags(t *testing.T) {
	client := newClient(t)
	made := must(client.Tags.Create(ctx, &godo.TagCreateRequest{Name: "Godo"}))(t)
	if made.Name != "Godo" || made.Resources.Count != 0 || made.Resources.Volumes == nil {
		t.Fatalf("made %+v", made)
	}
	missing := []godo.Resource{{ID: "999999999", Type: godo.DropletResourceType}}
	_, err := client.Tags.TagResources(ctx, "no-such-tag", &godo.TagResourcesRequest{Resources: []godo.Resource{}})
	refused(t, err, http.StatusNotFound)
	if _, err := client.Tags.TagResources(ctx, "Godo", &godo.TagResourcesRequest{Resources: missing}); err == nil {
		t.Error("a Droplet that does not exist was tagged")
	}
	if list := must(client.Tags.List(ctx, nil))(t); len(list) == 0 {
		t.Error("no tag is listed")
	}
	if _, err := client.Tags.Delete(ctx, "Godo"); err != nil {
		t.Fatal(err)
	}
	_, _, err = client.Tags.Get(ctx, "Godo")
	refused(t, err, http.StatusNotFound)
}

func TestProjects(t *testing.T) {
	client := newClient(t)
	first := must(client.Projects.GetDefault(ctx))(t)
	made := must(client.Projects.Create(ctx, &godo.CreateProjectRequest{Name: "godo", Purpose: "fish"}))(t)
	if made.Purpose != "Other: fish" || made.Environment != "" || made.IsDefault || made.OwnerUUID != first.OwnerUUID {
		t.Fatalf("made %+v", made)
	}
	// Only what is given is changed; godo sends null for the rest.
	changed := must(client.Projects.Update(ctx, made.ID, &godo.UpdateProjectRequest{
		Environment: "staging", IsDefault: true, Purpose: made.Purpose,
	}))(t)
	if changed.Environment != "Staging" || !changed.IsDefault || changed.Purpose != "Other: fish" || changed.Name != "godo" {
		t.Errorf("changed %+v", changed)
	}
	_, err := client.Projects.Delete(ctx, made.ID)
	refused(t, err, http.StatusPreconditionFailed)
	must(client.Projects.Update(ctx, first.ID, &godo.UpdateProjectRequest{IsDefault: true}))(t)
	if list := must(client.Projects.ListResources(ctx, made.ID, nil))(t); len(list) != 0 {
		t.Errorf("listed %+v", list)
	}
	_, _, err = client.Projects.AssignResources(ctx, made.ID, "nonsense")
	if got := refused(t, err, http.StatusBadRequest).Message; !strings.HasPrefix(got, "resource objects must have an urn") {
		t.Errorf("refused with %q", got)
	}
	if _, err := client.Projects.Delete(ctx, made.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = client.Projects.Get(ctx, made.ID)
	refused(t, err, http.StatusNotFound)
}

func TestSpacesKeys(t *testing.T) {
	client := newClient(t)
	grants := []*godo.Grant{{Bucket: "photos", Permission: godo.SpacesKeyRead}}
	made := must(client.SpacesKeys.Create(ctx, &godo.SpacesKeyCreateRequest{Name: "godo", Grants: grants}))(t)
	if len(made.AccessKey) != 20 || len(made.SecretKey) != 43 || *made.Grants[0] != *grants[0] {
		t.Fatalf("made a key of %d characters with a secret of %d", len(made.AccessKey), len(made.SecretKey))
	}
	// A list that is not given is null.
	renamed := must(client.SpacesKeys.Update(ctx, made.AccessKey, &godo.SpacesKeyUpdateRequest{Name: "renamed"}))(t)
	read := must(client.SpacesKeys.Get(ctx, made.AccessKey))(t)
	if renamed.Name != "renamed" || read.Name != "renamed" || read.SecretKey != "" || len(read.Grants) != 1 {
		t.Errorf("renamed %+v, read %+v", renamed, read)
	}
	if list := must(client.SpacesKeys.List(ctx, nil))(t); len(list) != 1 || list[0].AccessKey != made.AccessKey {
		t.Errorf("listed %+v", list)
	}
	if _, err := client.SpacesKeys.Delete(ctx, made.AccessKey); err != nil {
		t.Fatal(err)
	}
}

func TestActions(t *testing.T) {
	client := newClient(t)
	must(client.Actions.List(ctx, nil))(t)
	_, _, err := client.Actions.Get(ctx, 999999)
	refused(t, err, http.StatusNotFound)
}
