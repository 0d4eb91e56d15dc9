"""python-digitalocean, the old community client, builds an environment and takes it down."""

import os
import time

import digitalocean

# The client reads its endpoint from DIGITALOCEAN_END_POINT, with /v2/ at its end.
token = os.environ["TEST_SERVER_TOKEN"]
manager = digitalocean.Manager(token=token)
REGION = "nyc3"


def settled(droplet):
    for action in droplet.get_actions():
        while action.status == "in-progress":
            time.sleep(0.05)
            action.load()
        assert action.status == "completed", action.status
    droplet.load()


assert manager.get_account().status == "active"
assert REGION in [region.slug for region in manager.get_all_regions()]
assert len(manager.get_all_sizes()) > 50
assert any(image.slug == "ubuntu-24-04-x64" for image in manager.get_distro_images())

droplet = digitalocean.Droplet(
    token=token, name="old-1", region=REGION, image="ubuntu-24-04-x64", size_slug="s-1vcpu-1gb", ipv6=True, tags=["old"]
)
droplet.create()
settled(droplet)
assert droplet.status == "active" and droplet.ip_address and droplet.private_ip_address, droplet.status
assert [it.id for it in manager.get_all_droplets(tag_name="old")] == [droplet.id]

droplet.power_off()
settled(droplet)
assert droplet.status == "off"
droplet.take_snapshot("old")
settled(droplet)
[snapshot] = manager.get_droplet_snapshots()
assert snapshot.name == "old"
droplet.rename("old-renamed")
settled(droplet)
assert droplet.name == "old-renamed"

volume = digitalocean.Volume(token=token, name="old", region=REGION, size_gigabytes=10)
volume.create()
volume.attach(droplet.id, REGION)
while not manager.get_volume(volume.id).droplet_ids:
    time.sleep(0.05)
volume.detach(droplet.id, REGION)
while manager.get_volume(volume.id).droplet_ids:
    time.sleep(0.05)
volume.destroy()

domain = digitalocean.Domain(token=token, name="old.example.com", ip_address="192.0.2.1")
domain.create()
domain.create_new_domain_record(type="TXT", name="note", data="kept")
assert {"A", "NS", "TXT"} <= {record.type for record in domain.get_records()}
domain.destroy()

tag = digitalocean.Tag(token=token, name="older")
tag.create()
tag.add_droplets([str(droplet.id)])
assert [it.id for it in manager.get_all_droplets(tag_name="older")] == [droplet.id]
tag.delete()

address = digitalocean.FloatingIP(token=token, droplet_id=droplet.id)
address.create()
while manager.get_floating_ip(address.ip).droplet is None:
    time.sleep(0.05)
address.destroy()

snapshot.destroy()
droplet.destroy()
assert manager.get_all_droplets() == []
print("done")
