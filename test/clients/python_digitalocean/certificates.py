"""python-digitalocean, the old community client, uploads a certificate and has another one issued."""

import os
import time

import digitalocean

token = os.environ["TEST_SERVER_TOKEN"]
manager = digitalocean.Manager(token=token)


def pem(name):
    with open(os.path.join(os.environ["TEST_SERVER_CERTIFICATES"], name), encoding="utf-8") as file:
        return file.read()


# The client sends null for whatever is not given.
own = digitalocean.Certificate(
    token=token, name="old-own", type="custom", private_key=pem("key.pem"), leaf_certificate=pem("leaf.pem")
)
own.create()
assert own.state == "verified" and own.dns_names == ["own.example", "www.own.example"], own.state

domain = digitalocean.Domain(token=token, name="old-tls.example.com")
domain.create()
issued = digitalocean.Certificate(token=token, name="old-issued", type="lets_encrypt", dns_names=["old-tls.example.com"])
issued.create()
assert issued.id and issued.type == "lets_encrypt", issued
while issued.state == "pending":
    time.sleep(0.05)
    issued.load()
assert issued.state == "verified" and len(issued.sha1_fingerprint) == 40, issued.state
assert manager.get_certificate(issued.id).not_after == issued.not_after

rule = digitalocean.ForwardingRule(
    entry_protocol="https", entry_port=443, target_protocol="http", target_port=80, certificate_id=own.id
)
balancer = digitalocean.LoadBalancer(token=token, name="old-tls", region="nyc3", forwarding_rules=[rule])
balancer.create()
try:
    own.destroy()
    raise AssertionError("a certificate in use was deleted")
except digitalocean.DataReadError as error:
    assert "not in use" in str(error), error
balancer.destroy()
assert sorted(it.name for it in manager.get_all_certificates()) == ["old-issued", "old-own"]
own.destroy()
issued.destroy()
domain.destroy()
assert manager.get_all_certificates() == []
print("done")
