// Certificates as the Terraform provider and doctl use them: by id until they are verified, from then on by name, which a
// renewal does not change.
package clients

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/godo"
)

const inUse = "Make sure the certificate is not in use before deleting it"

func pemFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(setting(t, "CERTIFICATES"), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func uploaded(t *testing.T, name string) *godo.CertificateRequest {
	return &godo.CertificateRequest{
		Name: name, Type: "custom",
		PrivateKey: pemFile(t, "key.pem"), LeafCertificate: pemFile(t, "leaf.pem"), CertificateChain: pemFile(t, "chain.pem"),
	}
}

// byName is how the provider finds what it has made.
func byName(t *testing.T, client *godo.Client, name string) *godo.Certificate {
	t.Helper()
	found := must(client.Certificates.ListByName(ctx, name, nil))(t)
	if len(found) != 1 || found[0].Name != name {
		t.Fatalf("of the name %s there are %+v", name, found)
	}
	return &found[0]
}

func requireVerified(t *testing.T, certificate *godo.Certificate) {
	t.Helper()
	ends, err := time.Parse(time.RFC3339, certificate.NotAfter)
	if err != nil || !ends.After(time.Now()) || certificate.State != "verified" || len(certificate.SHA1Fingerprint) != 40 {
		t.Fatalf("not verified: %+v (%v)", certificate, err)
	}
	if _, err := time.Parse(time.RFC3339, certificate.Created); err != nil {
		t.Fatal(err)
	}
}

// untilVerified looks as the provider does: any state but these two ends its wait with an error.
func untilVerified(t *testing.T, client *godo.Client, id string) *godo.Certificate {
	t.Helper()
	var seen *godo.Certificate
	until(t, "the certificate is verified", func() bool {
		seen = must(client.Certificates.Get(ctx, id))(t)
		if seen.State != "pending" && seen.State != "verified" {
			t.Fatalf("in state %s: %+v", seen.State, seen)
		}
		return seen.State == "verified"
	})
	return seen
}

func balancerWith(t *testing.T, client *godo.Client, certificate string) *godo.LoadBalancer {
	t.Helper()
	return must(client.LoadBalancers.Create(ctx, &godo.LoadBalancerRequest{
		Name: "godo-tls", Region: region,
		ForwardingRules: []godo.ForwardingRule{
			{EntryProtocol: "https", EntryPort: 443, TargetProtocol: "http", TargetPort: 80, CertificateID: certificate},
		},
	}))(t)
}

func TestCloudCertificatesUploaded(t *testing.T) {
	client := newClient(t)
	made := must(client.Certificates.Create(ctx, uploaded(t, "godo-own")))(t)
	requireVerified(t, made)
	block, _ := pem.Decode([]byte(pemFile(t, "leaf.pem")))
	digest := sha1.Sum(block.Bytes)
	if made.SHA1Fingerprint != hex.EncodeToString(digest[:]) || made.Type != "custom" {
		t.Fatalf("made %+v", made)
	}
	if !slices.Equal(made.DNSNames, []string{"own.example", "www.own.example"}) {
		t.Fatalf("good for %v", made.DNSNames)
	}
	_, _, err := client.Certificates.Create(ctx, uploaded(t, "godo-own"))
	refused(t, err, http.StatusConflict)
	if read := untilVerified(t, client, made.ID); read.ID != byName(t, client, "godo-own").ID {
		t.Fatalf("by id %+v", read)
	}
	done(t)(client.Certificates.Delete(ctx, made.ID))
	_, response, err := client.Certificates.Get(ctx, made.ID)
	gone(t, response, err)
	if left := must(client.Certificates.ListByName(ctx, "godo-own", nil))(t); len(left) != 0 {
		t.Fatalf("left %+v", left)
	}
}

// The first clients sent no type, and no chain; what is wrong is told without the key.
func TestCloudCertificatesRefused(t *testing.T) {
	client := newClient(t)
	request := uploaded(t, "godo-old")
	request.Type, request.CertificateChain = "", ""
	made := must(client.Certificates.Create(ctx, request))(t)
	if made.Type != "custom" {
		t.Errorf("made %+v", made)
	}
	done(t)(client.Certificates.Delete(ctx, made.ID))
	swapped := uploaded(t, "godo-wrong")
	swapped.PrivateKey, swapped.LeafCertificate = swapped.LeafCertificate, swapped.PrivateKey
	_, _, err := client.Certificates.Create(ctx, swapped)
	if got := refused(t, err, http.StatusUnprocessableEntity).Message; !strings.HasPrefix(got, "private_key") || strings.Contains(got, "BEGIN") {
		t.Errorf("refused with %q", got)
	}
	_, _, err = client.Certificates.Create(ctx, &godo.CertificateRequest{
		Name: "godo-foreign", Type: "lets_encrypt", DNSNames: []string{"not-ours.example"},
	})
	if got := refused(t, err, http.StatusUnprocessableEntity).Message; !strings.HasPrefix(got, "one or more") {
		t.Errorf("refused with %q", got)
	}
}

func TestCloudCertificatesIssued(t *testing.T) {
	client := newClient(t)
	must(client.Domains.Create(ctx, &godo.DomainCreateRequest{Name: "godo-tls.example.com"}))(t)
	names := []string{"*.godo-tls.example.com", "godo-tls.example.com"}
	made := must(client.Certificates.Create(ctx, &godo.CertificateRequest{
		Name: "godo-issued", Type: "lets_encrypt", DNSNames: names[:1],
	}))(t)
	if made.State != "pending" || made.Type != "lets_encrypt" {
		t.Fatalf("made %+v", made)
	}
	requireVerified(t, untilVerified(t, client, made.ID))
	if seen := byName(t, client, "godo-issued"); seen.ID != made.ID || !slices.Equal(seen.DNSNames, names) {
		t.Fatalf("by name %+v", seen)
	}
	records := must(client.Domains.RecordsByType(ctx, "godo-tls.example.com", "TXT", nil))(t)
	if len(records) != 0 {
		t.Errorf("proofs are left: %+v", records)
	}
	done(t)(client.Certificates.Delete(ctx, made.ID))
	done(t)(client.Domains.Delete(ctx, "godo-tls.example.com"))
}

// The provider tries again while a load balancer still has it, and reads the name back by the id of the rule.
func TestCloudCertificatesInUse(t *testing.T) {
	client := newClient(t)
	made := must(client.Certificates.Create(ctx, uploaded(t, "godo-used")))(t)
	balancer := balancerWith(t, client, byName(t, client, "godo-used").ID)
	until(t, "the load balancer is active", func() bool {
		return must(client.LoadBalancers.Get(ctx, balancer.ID))(t).Status == "active"
	})
	rule := must(client.LoadBalancers.Get(ctx, balancer.ID))(t).ForwardingRules[0]
	if named := must(client.Certificates.Get(ctx, rule.CertificateID))(t); named.Name != "godo-used" {
		t.Fatalf("the rule has %+v", named)
	}
	endpoint := must(client.CDNs.Create(ctx, &godo.CDNCreateRequest{
		Origin: "godo-tls.nyc3.digitaloceanspaces.com", CustomDomain: "www.own.example", CertificateID: made.ID,
	}))(t)
	if endpoint.CertificateID != made.ID {
		t.Fatalf("the endpoint has %+v", endpoint)
	}
	for _, take := range []func() (*godo.Response, error){
		func() (*godo.Response, error) { return client.LoadBalancers.Delete(ctx, balancer.ID) },
		func() (*godo.Response, error) { return client.CDNs.Delete(ctx, endpoint.ID) },
	} {
		_, err := client.Certificates.Delete(ctx, made.ID)
		if got := refused(t, err, http.StatusForbidden).Message; !strings.Contains(got, inUse) {
			t.Fatalf("refused with %q", got)
		}
		done(t)(take())
	}
	done(t)(client.Certificates.Delete(ctx, made.ID))
}

// doctl goes through the pages as far as the link to the last one says.
func TestCloudCertificatesList(t *testing.T) {
	client := newClient(t)
	names := []string{"godo-page-1", "godo-page-2", "godo-page-3"}
	for _, name := range names {
		must(client.Certificates.Create(ctx, uploaded(t, name)))(t)
	}
	var seen []godo.Certificate
	for page, last := 1, 1; page <= last; page++ {
		list, response, err := client.Certificates.List(ctx, &godo.ListOptions{Page: page, PerPage: 2})
		if err != nil || response.Meta.Total != len(names) {
			t.Fatalf("page %d: %+v (%v)", page, list, err)
		}
		if page == 1 {
			last = lastPage(t, response)
		}
		seen = append(seen, list...)
	}
	if len(seen) != len(names) {
		t.Fatalf("listed %+v", seen)
	}
	for at, it := range seen {
		if it.Name != names[at] {
			t.Errorf("listed %s where %s was made", it.Name, names[at])
		}
		done(t)(client.Certificates.Delete(ctx, it.ID))
	}
}
