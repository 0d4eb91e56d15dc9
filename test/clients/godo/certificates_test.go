package clients

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/godo"
)

// A certificate that signed itself, its key, and its fingerprint.
func selfSigned(t *testing.T, names ...string) (leaf, key, fingerprint string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              names,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha1.Sum(der)
	leaf = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	key = string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}))
	return leaf, key, hex.EncodeToString(hash[:])
}

func TestCloudCertificates(t *testing.T) {
	client := newClient(t)
	leaf, key, fingerprint := selfSigned(t, "www.example.com", "example.com")
	// The first versions of the client knew of no type.
	upload := &godo.CertificateRequest{Name: "godo", PrivateKey: key, LeafCertificate: leaf}
	made := must(client.Certificates.Create(ctx, upload))(t)
	if made.SHA1Fingerprint != fingerprint || made.State != "verified" || made.Type != "custom" {
		t.Fatalf("made %+v", made)
	}
	if strings.Join(made.DNSNames, " ") != "www.example.com example.com" {
		t.Errorf("names %v", made.DNSNames)
	}
	if _, err := time.Parse(time.RFC3339, made.NotAfter); err != nil {
		t.Error(err)
	}
	list := must(client.Certificates.ListByName(ctx, "godo", &godo.ListOptions{}))(t)
	if len(list) != 1 || list[0].ID != made.ID {
		t.Errorf("listed %+v", list)
	}
	_, _, err := client.Certificates.Create(ctx, upload)
	refused(t, err, http.StatusConflict)
	_, other, _ := selfSigned(t, "example.org")
	upload = &godo.CertificateRequest{Name: "wrong", Type: "custom", PrivateKey: other, LeafCertificate: leaf}
	_, _, err = client.Certificates.Create(ctx, upload)
	if got := refused(t, err, http.StatusUnprocessableEntity).Message; !strings.Contains(got, "does not belong to leaf_certificate") {
		t.Errorf("refused with %q", got)
	}
	useAndDelete(t, client, made.ID)
}

func useAndDelete(t *testing.T, client *godo.Client, id string) {
	t.Helper()
	rule := godo.ForwardingRule{EntryProtocol: "https", EntryPort: 443, TargetProtocol: "http", TargetPort: 80, CertificateID: id}
	request := &godo.LoadBalancerRequest{Name: "godo-tls", Region: "nyc3", ForwardingRules: []godo.ForwardingRule{rule}}
	balancer := must(client.LoadBalancers.Create(ctx, request))(t)
	_, err := client.Certificates.Delete(ctx, id)
	if got := refused(t, err, http.StatusForbidden).Message; got != "Make sure the certificate is not in use before deleting it" {
		t.Errorf("refused with %q", got)
	}
	if _, err := client.LoadBalancers.Delete(ctx, balancer.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Certificates.Delete(ctx, id); err != nil {
		t.Fatal(err)
	}
	_, _, err = client.Certificates.Get(ctx, id)
	refused(t, err, http.StatusNotFound)
}
