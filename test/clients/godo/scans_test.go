package clients

import (
	"net/http"
	"testing"
	"time"

	"github.com/digitalocean/godo"
)

const scanDeadline = 30 * time.Second

// finished asks as doctl does, until the scan is over.
func finished(t *testing.T, client *godo.Client, id string) *godo.Scan {
	t.Helper()
	for end := time.Now().Add(scanDeadline); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		scan := must(client.Security.GetScan(ctx, id, &godo.ScanFindingsOptions{}))(t)
		if scan.Status != "IN_PROGRESS" {
			return scan
		}
	}
	t.Fatalf("the scan %s is still in progress after %s", id, scanDeadline)
	return nil
}

func TestScans(t *testing.T) {
	client := newClient(t)
	must(client.Projects.Create(ctx, &godo.CreateProjectRequest{Name: "scanned", Purpose: "fish"}))(t)
	created := must(client.Security.CreateScan(ctx, &godo.CreateScanRequest{}))(t)
	if created.ID == "" || created.Status != "IN_PROGRESS" || created.CreatedAt == "" {
		t.Fatalf("created %+v", created)
	}
	if scan := finished(t, client, created.ID); !scan.Completed() || len(scan.Findings) == 0 {
		t.Fatalf("finished %+v", scan)
	}
	low := must(client.Security.GetLatestScan(ctx, &godo.ScanFindingsOptions{Severity: "low", Type: "CSPM"}))(t)
	if low.ID != created.ID || len(low.Findings) == 0 {
		t.Fatalf("latest %+v", low)
	}
	for _, finding := range low.Findings {
		if finding.Severity != "LOW" || finding.RuleUUID == "" || finding.FoundAt == "" || len(finding.MitigationSteps) == 0 {
			t.Errorf("finding %+v", finding)
		}
		request := &godo.ListFindingAffectedResourcesRequest{ScanUUID: low.ID, FindingUUID: finding.RuleUUID}
		affected := must(client.Security.ListFindingAffectedResources(ctx, request, nil))(t)
		if len(affected) != finding.AffectedResourcesCount || affected[0].URN == "" || affected[0].Type == "" {
			t.Errorf("%s is about %d resources, and these are listed: %+v", finding.Name, finding.AffectedResourcesCount, affected)
		}
	}
	if scans := must(client.Security.ListScans(ctx, nil))(t); len(scans) == 0 || scans[0].ID != created.ID {
		t.Errorf("listed %+v", scans)
	}
	_, _, err := client.Security.GetScan(ctx, "00000000-0000-4000-8000-000000000000", nil)
	refused(t, err, http.StatusNotFound)
}

// What curl sends: no body at all.
func TestScansWithoutBody(t *testing.T) {
	client := newClient(t)
	request, err := client.NewRequest(ctx, http.MethodPost, "v2/security/scans", nil)
	if err != nil {
		t.Fatal(err)
	}
	created := new(godo.Scan)
	if _, err := client.Do(ctx, request, created); err != nil {
		t.Fatal(err)
	}
	if scan := finished(t, client, created.ID); !scan.Completed() {
		t.Fatalf("finished %+v", scan)
	}
}
