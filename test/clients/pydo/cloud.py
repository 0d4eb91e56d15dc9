"""pydo builds an environment, changes it and takes it down."""

import os
import time

from pydo import Client

client = Client(token=os.environ["TEST_SERVER_TOKEN"], endpoint=os.environ["TEST_SERVER_URL"])
REGION = "nyc3"


def settled(action_id):
    """The action, once it has ended."""
    while True:
        action = client.actions.get(action_id)["action"]
        if action["status"] != "in-progress":
            assert action["status"] == "completed", action
            return action
        time.sleep(0.05)


assert REGION in [region["slug"] for region in client.regions.list(per_page=200)["regions"]]
assert client.sizes.list(per_page=200)["meta"]["total"] > 50
assert client.images.list(type="distribution", per_page=200)["images"]

vpc = client.vpcs.create({"name": "pydo", "region": REGION, "ip_range": "10.201.0.0/20"})["vpc"]
made = client.droplets.create(
    {
        "names": ["pydo-1", "pydo-2"],
        "region": REGION,
        "size": "s-1vcpu-1gb",
        "image": "ubuntu-24-04-x64",
        "vpc_uuid": vpc["id"],
        "tags": ["pydo"],
        "ipv6": True,
    }
)
for link in made["links"]["actions"]:
    settled(link["id"])
first, second = [client.droplets.get(it["id"])["droplet"] for it in made["droplets"]]
assert first["status"] == "active" and first["vpc_uuid"] == vpc["id"], first
assert {net["type"] for net in first["networks"]["v4"]} == {"public", "private"}, first
assert len(client.vpcs.list_members(vpc["id"])["members"]) == 2

act = lambda body: settled(client.droplet_actions.post(first["id"], body)["action"]["id"])
act({"type": "power_off"})
act({"type": "resize", "size": "s-1vcpu-2gb", "disk": True})
act({"type": "snapshot", "name": "pydo"})
[snapshot] = client.snapshots.list(resource_type="droplet")["snapshots"]
assert snapshot["name"] == "pydo" and snapshot["resource_id"] == str(first["id"]), snapshot

volume = client.volumes.create({"name": "pydo", "region": REGION, "size_gigabytes": 10})["volume"]
attach = {"type": "attach", "droplet_id": second["id"], "region": REGION}
settled(client.volume_actions.post_by_id(volume["id"], attach)["action"]["id"])
assert client.volumes.get(volume["id"])["volume"]["droplet_ids"] == [second["id"]]

firewall = client.firewalls.create(
    {
        "name": "pydo",
        "inbound_rules": [{"protocol": "tcp", "ports": "22", "sources": {"addresses": ["0.0.0.0/0", "::/0"]}}],
        "tags": ["pydo"],
    }
)["firewall"]
assert [it["id"] for it in client.droplets.list_firewalls(first["id"])["firewalls"]] == [firewall["id"]]

balancer = client.load_balancers.create(
    {
        "name": "pydo",
        "region": REGION,
        "vpc_uuid": vpc["id"],
        "tag": "pydo",
        "forwarding_rules": [
            {"entry_protocol": "http", "entry_port": 80, "target_protocol": "http", "target_port": 80}
        ],
    }
)["load_balancer"]
while client.load_balancers.get(balancer["id"])["load_balancer"]["status"] == "new":
    time.sleep(0.05)
assert sorted(client.load_balancers.get(balancer["id"])["load_balancer"]["droplet_ids"]) == [first["id"], second["id"]]

client.domains.create({"name": "pydo.example.com", "ip_address": "192.0.2.1"})
record = client.domains.create_record(
    "pydo.example.com", {"type": "MX", "name": "@", "data": "mail.example.com.", "priority": 10}
)["domain_record"]
assert record["ttl"] == 1800, record
client.domains.patch_record("pydo.example.com", record["id"], {"type": "MX", "priority": 20})

project = client.projects.create({"name": "pydo", "purpose": "Service or API"})["project"]
client.projects.assign_resources(project["id"], {"resources": [f"do:droplet:{first['id']}"]})
assert [it["urn"] for it in client.projects.list_resources(project["id"])["resources"]] == [f"do:droplet:{first['id']}"]
assert client.tags.get("pydo")["tag"]["resources"]["droplets"]["count"] == 2

registry = client.registries.create({"name": "pydo", "subscription_tier_slug": "basic"})["registry"]
assert client.registry.get()["registry"]["name"] == registry["name"] == "pydo", registry
config = client.registry.get_docker_credentials(expiry_seconds=600)
assert config["auths"]["registry.digitalocean.com"]["auth"], config
assert client.registries.list_repositories_v2("pydo")["meta"]["total"] == 0
started = client.registries.run_garbage_collection("pydo")["garbage_collection"]
assert started["status"] == "requested", started
client.registries.delete("pydo")

client.load_balancers.delete(balancer["id"])
client.firewalls.delete(firewall["id"])
client.domains.delete("pydo.example.com")
client.droplets.destroy_by_tag(tag_name="pydo")
assert client.volumes.get(volume["id"])["volume"]["droplet_ids"] == []
client.volumes.delete(volume["id"])
client.images.delete(int(snapshot["id"]))
client.projects.delete(project["id"])
client.vpcs.delete(vpc["id"])
client.tags.delete("pydo")
assert client.droplets.list()["meta"]["total"] == 0
print("done")
