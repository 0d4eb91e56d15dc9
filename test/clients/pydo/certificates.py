"""pydo uploads a certificate, has another one issued, uses both and deletes them."""

import os
import time

from azure.core.exceptions import HttpResponseError
from pydo import Client

client = Client(token=os.environ["TEST_SERVER_TOKEN"], endpoint=os.environ["TEST_SERVER_URL"])
REGION = "nyc3"


def pem(name):
    with open(os.path.join(os.environ["TEST_SERVER_CERTIFICATES"], name), encoding="utf-8") as file:
        return file.read()


def refused(status, call, *args):
    """The message of the refusal."""
    try:
        call(*args)
    except HttpResponseError as error:
        assert error.status_code == status, error
        return error.message
    raise AssertionError("it was not refused")


def rule(port, certificate):
    return {
        "entry_protocol": "https",
        "entry_port": port,
        "target_protocol": "http",
        "target_port": 80,
        "certificate_id": certificate["id"],
    }


upload = {
    "name": "pydo-own",
    "type": "custom",
    "private_key": pem("key.pem"),
    "leaf_certificate": pem("leaf.pem"),
    "certificate_chain": pem("chain.pem"),
}
own = client.certificates.create(upload)["certificate"]
assert own["state"] == "verified" and own["dns_names"] == ["own.example", "www.own.example"], own
assert len(own["sha1_fingerprint"]) == 40, own
assert "pydo-own" in refused(409, client.certificates.create, upload)

client.domains.create({"name": "pydo-tls.example.com"})
wanted = {"name": "pydo-issued", "type": "lets_encrypt", "dns_names": ["pydo-tls.example.com", "www.pydo-tls.example.com"]}
issued = client.certificates.create(wanted)["certificate"]
while issued["state"] == "pending":
    time.sleep(0.05)
    issued = client.certificates.get(issued["id"])["certificate"]
assert issued["state"] == "verified" and issued["dns_names"] == wanted["dns_names"], issued
[named] = client.certificates.list(name="pydo-issued")["certificates"]
assert named["id"] == issued["id"], named
assert client.certificates.list(per_page=1)["meta"]["total"] == 2

balancer = client.load_balancers.create(
    {"name": "pydo-tls", "region": REGION, "forwarding_rules": [rule(443, own), rule(8443, issued)]}
)["load_balancer"]
assert [it["certificate_id"] for it in balancer["forwarding_rules"]] == [own["id"], issued["id"]], balancer
for certificate in (own, issued):
    assert "not in use" in refused(403, client.certificates.delete, certificate["id"])
client.load_balancers.delete(balancer["id"])
for certificate in (own, issued):
    client.certificates.delete(certificate["id"])
client.domains.delete("pydo-tls.example.com")
assert client.certificates.list()["certificates"] == []
print("done")
