// The emulated cloud as the Terraform provider and doctl use it: create, wait as they wait, read, change, delete.
package clients

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/digitalocean/godo"
)

func done(t *testing.T) func(*godo.Response, error) {
	return func(_ *godo.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// until polls as the provider's state changes do.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for tries := 0; tries < 600; tries++ {
		if condition() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("waited in vain until %s", what)
}

func settle(t *testing.T, client *godo.Client, action *godo.Action) {
	t.Helper()
	until(t, "the action "+action.Type+" has ended", func() bool {
		seen := must(client.Actions.Get(ctx, action.ID))(t)
		if seen.Status == "errored" {
			t.Fatalf("%s has failed", action.Type)
		}
		return seen.Status == "completed"
	})
}

func makeDroplet(t *testing.T, client *godo.Client, name string, more func(*godo.DropletCreateRequest)) *godo.Droplet {
	t.Helper()
	request := &godo.DropletCreateRequest{
		Name: name, Region: region, Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{Slug: "ubuntu-24-04-x64"},
	}
	if more != nil {
		more(request)
	}
	made := must(client.Droplets.Create(ctx, request))(t)
	until(t, "the Droplet is active", func() bool {
		return must(client.Droplets.Get(ctx, made.ID))(t).Status == "active"
	})
	return must(client.Droplets.Get(ctx, made.ID))(t)
}

func gone(t *testing.T, response *godo.Response, err error) {
	t.Helper()
	if err == nil || response == nil || response.StatusCode != http.StatusNotFound {
		t.Fatalf("it should be gone: %v", err)
	}
}

func TestCloudDroplets(t *testing.T) {
	client := newClient(t)
	key := must(client.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "godo", PublicKey: publicKey}))(t)
	vpc := must(client.VPCs.Create(ctx, &godo.VPCCreateRequest{Name: "godo", RegionSlug: region, IPRange: "10.220.0.0/20"}))(t)
	droplet := makeDroplet(t, client, "godo-1", func(request *godo.DropletCreateRequest) {
		request.SSHKeys = []godo.DropletCreateSSHKey{{Fingerprint: key.Fingerprint}}
		request.VPCUUID, request.IPv6, request.Tags, request.UserData = vpc.ID, true, []string{"godo"}, "#cloud-config"
	})
	if private, _ := droplet.PrivateIPv4(); private == "" || droplet.VPCUUID != vpc.ID {
		t.Fatalf("the Droplet is not in its VPC: %+v", droplet.Networks)
	}
	if public, _ := droplet.PublicIPv6(); public == "" {
		t.Fatal("the Droplet has no IPv6 address")
	}
	action := func(action *godo.Action, _ *godo.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		settle(t, client, action)
	}
	action(client.DropletActions.PowerOff(ctx, droplet.ID))
	action(client.DropletActions.Resize(ctx, droplet.ID, "s-1vcpu-2gb", true))
	action(client.DropletActions.Snapshot(ctx, droplet.ID, "godo"))
	action(client.DropletActions.PowerOn(ctx, droplet.ID))
	action(client.DropletActions.Rename(ctx, droplet.ID, "godo-renamed"))
	action(client.DropletActions.EnableBackups(ctx, droplet.ID))
	seen := must(client.Droplets.Get(ctx, droplet.ID))(t)
	if seen.Name != "godo-renamed" || seen.SizeSlug != "s-1vcpu-2gb" || seen.Status != "active" || len(seen.SnapshotIDs) != 1 {
		t.Fatalf("the Droplet is not as it was changed: %+v", seen)
	}
	snapshot := must(client.Images.GetByID(ctx, seen.SnapshotIDs[0]))(t)
	second := makeDroplet(t, client, "godo-2", func(request *godo.DropletCreateRequest) {
		request.Image, request.VPCUUID, request.Size = godo.DropletCreateImage{ID: snapshot.ID}, vpc.ID, "s-1vcpu-2gb"
	})
	tagged := must(client.Droplets.ListByTag(ctx, "godo", nil))(t)
	if len(tagged) != 1 || tagged[0].ID != droplet.ID {
		t.Fatalf("by tag: %+v", tagged)
	}
	if response, err := client.VPCs.Delete(ctx, vpc.ID); err == nil || response.StatusCode >= 500 {
		t.Fatal("a VPC with members was deleted")
	}
	done(t)(client.Droplets.DeleteByTag(ctx, "godo"))
	done(t)(client.Droplets.Delete(ctx, second.ID))
	_, response, err := client.Droplets.Get(ctx, droplet.ID)
	gone(t, response, err)
	done(t)(client.Images.Delete(ctx, snapshot.ID))
	done(t)(client.VPCs.Delete(ctx, vpc.ID))
	done(t)(client.Keys.DeleteByFingerprint(ctx, key.Fingerprint))
	done(t)(client.Tags.Delete(ctx, "godo"))
}

func TestCloudVolumes(t *testing.T) {
	client := newClient(t)
	droplet := makeDroplet(t, client, "godo-volumes", nil)
	volume := must(client.Storage.CreateVolume(ctx, &godo.VolumeCreateRequest{
		Name: "godo", Region: region, SizeGigaBytes: 10, FilesystemType: "ext4", FilesystemLabel: "data", Tags: []string{"volumes"},
	}))(t)
	settle(t, client, must(client.StorageActions.Attach(ctx, volume.ID, droplet.ID))(t))
	settle(t, client, must(client.StorageActions.Resize(ctx, volume.ID, 20, region))(t))
	seen := must(client.Storage.GetVolume(ctx, volume.ID))(t)
	if len(seen.DropletIDs) != 1 || seen.SizeGigaBytes != 20 || seen.FilesystemType != "ext4" {
		t.Fatalf("the volume is not as it was changed: %+v", seen)
	}
	if _, err := client.Storage.DeleteVolume(ctx, volume.ID); err == nil {
		t.Fatal("an attached volume was deleted")
	}
	snapshot := must(client.Storage.CreateSnapshot(ctx, &godo.SnapshotCreateRequest{VolumeID: volume.ID, Name: "godo"}))(t)
	settle(t, client, must(client.StorageActions.DetachByDropletID(ctx, volume.ID, droplet.ID))(t))
	done(t)(client.Storage.DeleteVolume(ctx, volume.ID))
	done(t)(client.Snapshots.Delete(ctx, snapshot.ID))
	done(t)(client.Droplets.Delete(ctx, droplet.ID))
}

func TestCloudNetworks(t *testing.T) {
	client := newClient(t)
	droplet := makeDroplet(t, client, "godo-networks", func(request *godo.DropletCreateRequest) { request.Tags = []string{"web"} })
	firewall := must(client.Firewalls.Create(ctx, &godo.FirewallRequest{
		Name: "godo",
		InboundRules: []godo.InboundRule{
			{Protocol: "tcp", PortRange: "22", Sources: &godo.Sources{Addresses: []string{"192.0.2.0/24"}, Tags: []string{"web"}}},
		},
		OutboundRules: []godo.OutboundRule{
			{Protocol: "tcp", PortRange: "all", Destinations: &godo.Destinations{Addresses: []string{"0.0.0.0/0", "::/0"}}},
			{Protocol: "icmp", Destinations: &godo.Destinations{Addresses: []string{"0.0.0.0/0", "::/0"}}},
		},
		Tags: []string{"web"},
	}))(t)
	until(t, "the firewall is applied", func() bool {
		return must(client.Firewalls.Get(ctx, firewall.ID))(t).Status == "succeeded"
	})
	done(t)(client.Firewalls.AddDroplets(ctx, firewall.ID, droplet.ID))
	if of := must(client.Firewalls.ListByDroplet(ctx, droplet.ID, nil))(t); len(of) != 1 {
		t.Fatalf("firewalls of the Droplet: %+v", of)
	}
	balancer := must(client.LoadBalancers.Create(ctx, &godo.LoadBalancerRequest{
		Name: "godo", Region: region, Tag: "web",
		ForwardingRules: []godo.ForwardingRule{{EntryProtocol: "http", EntryPort: 80, TargetProtocol: "http", TargetPort: 80}},
		HealthCheck:     &godo.HealthCheck{Protocol: "tcp", Port: 22, CheckIntervalSeconds: 10, ResponseTimeoutSeconds: 5, HealthyThreshold: 5, UnhealthyThreshold: 3},
		StickySessions:  &godo.StickySessions{Type: "none"},
	}))(t)
	until(t, "the load balancer is active", func() bool {
		return must(client.LoadBalancers.Get(ctx, balancer.ID))(t).Status == "active"
	})
	seen := must(client.LoadBalancers.Get(ctx, balancer.ID))(t)
	if seen.IP == "" || len(seen.DropletIDs) != 1 || seen.DropletIDs[0] != droplet.ID {
		t.Fatalf("the load balancer: %+v", seen)
	}
	reserved := must(client.ReservedIPs.Create(ctx, &godo.ReservedIPCreateRequest{Region: region}))(t)
	settle(t, client, must(client.ReservedIPActions.Assign(ctx, reserved.IP, droplet.ID))(t))
	if ip := must(client.ReservedIPs.Get(ctx, reserved.IP))(t); ip.Droplet == nil || ip.Droplet.ID != droplet.ID {
		t.Fatalf("the reserved IP: %+v", ip)
	}
	done(t)(client.Droplets.Delete(ctx, droplet.ID))
	if ip := must(client.ReservedIPs.Get(ctx, reserved.IP))(t); ip.Droplet != nil {
		t.Fatal("the reserved IP is still assigned")
	}
	if left := must(client.LoadBalancers.Get(ctx, balancer.ID))(t); len(left.DropletIDs) != 0 {
		t.Fatal("the load balancer still has the Droplet")
	}
	done(t)(client.ReservedIPs.Delete(ctx, reserved.IP))
	done(t)(client.LoadBalancers.Delete(ctx, balancer.ID))
	done(t)(client.Firewalls.Delete(ctx, firewall.ID))
}

func TestCloudNamesAndProjects(t *testing.T) {
	client := newClient(t)
	domain := must(client.Domains.Create(ctx, &godo.DomainCreateRequest{Name: "godo.example.com"}))(t)
	for _, record := range []godo.DomainRecordEditRequest{
		{Type: "A", Name: "www", Data: "192.0.2.1"},
		{Type: "AAAA", Name: "www", Data: "2001:db8::1"},
		{Type: "CNAME", Name: "blog", Data: "www.godo.example.com."},
		{Type: "MX", Name: "@", Data: "mail.example.com.", Priority: 10},
		{Type: "TXT", Name: "@", Data: "v=spf1 -all"},
		{Type: "SRV", Name: "_sip._tcp", Data: "sip.example.com.", Priority: 1, Port: 5060, Weight: 5},
		{Type: "CAA", Name: "@", Data: "letsencrypt.org.", Tag: "issue"},
	} {
		made := must(client.Domains.CreateRecord(ctx, domain.Name, &record))(t)
		seen := must(client.Domains.Record(ctx, domain.Name, made.ID))(t)
		if *seen != *made {
			t.Fatalf("%+v is read as %+v", made, seen)
		}
		edited := record
		edited.TTL = 3600
		if after := must(client.Domains.EditRecord(ctx, domain.Name, made.ID, &edited))(t); after.TTL != 3600 {
			t.Fatalf("%+v", after)
		}
	}
	project := must(client.Projects.Create(ctx, &godo.CreateProjectRequest{Name: "godo", Purpose: "Web Application", Environment: "Development"}))(t)
	urn := fmt.Sprintf("do:domain:%s", domain.Name)
	must(client.Projects.AssignResources(ctx, project.ID, urn))(t)
	held := must(client.Projects.ListResources(ctx, project.ID, nil))(t)
	if len(held) != 1 || held[0].URN != urn {
		t.Fatalf("the project holds %+v", held)
	}
	if _, err := client.Projects.Delete(ctx, project.ID); err == nil {
		t.Fatal("a project with resources was deleted")
	}
	done(t)(client.Domains.Delete(ctx, domain.Name))
	must(client.Projects.Update(ctx, project.ID, &godo.UpdateProjectRequest{Name: "renamed"}))(t)
	done(t)(client.Projects.Delete(ctx, project.ID))
	endpoint := must(client.CDNs.Create(ctx, &godo.CDNCreateRequest{Origin: "godo.nyc3.digitaloceanspaces.com", TTL: 3600}))(t)
	must(client.CDNs.UpdateTTL(ctx, endpoint.ID, &godo.CDNUpdateTTLRequest{TTL: 60}))(t)
	done(t)(client.CDNs.FlushCache(ctx, endpoint.ID, &godo.CDNFlushCacheRequest{Files: []string{"*"}}))
	done(t)(client.CDNs.Delete(ctx, endpoint.ID))
	key := must(client.SpacesKeys.Create(ctx, &godo.SpacesKeyCreateRequest{
		Name: "godo", Grants: []*godo.Grant{{Bucket: "assets", Permission: godo.SpacesKeyRead}},
	}))(t)
	if key.SecretKey == "" || key.AccessKey == "" {
		t.Fatal("a new Spaces key has no secret")
	}
	done(t)(client.SpacesKeys.Delete(ctx, key.AccessKey))
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g godo@example.com"
