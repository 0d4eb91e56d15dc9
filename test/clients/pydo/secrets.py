"""pydo's own methods for the secrets."""

import os

from azure.core.exceptions import HttpResponseError
from pydo import Client

url = os.environ["TEST_SERVER_URL"]
client = Client(token=os.environ["TEST_SERVER_TOKEN"], endpoint=url, retry_total=0)
host = url.split("/")[2].split(":")[0]
name = "secret." + host

made = client.security.create_secret(body={"name": name, "region": "nyc3", "values": {"a": "1", "b": "zwei"}})
assert made == {"name": name, "region": "nyc3", "version": 1}, made
try:
    twice = client.security.create_secret(body={"name": name, "region": "nyc3", "values": {"a": "planted"}})
    assert False, twice
except HttpResponseError as error:
    assert error.status_code == 409, error
    assert "planted" not in str(error), error

read = client.security.get_secret(name, region="nyc3")
assert (read["secret"], read["values"]) == (name, {"a": "1", "b": "zwei"}), read
changed = client.security.update_secret(name, body={"region": "nyc3", "version": 1, "values": {"a": "2"}})
assert changed["version"] == 2, changed
versions = client.security.list_secret_versions(name, region="nyc3")["versions"]
assert [it["version"] for it in versions] == [2, 1], versions

for number in range(3):
    client.security.create_secret(body={"name": f"page.{host}.{number}", "region": "sfo3", "values": {"k": "v"}})
seen, page = [], 1
while True:
    listed = client.security.list_secrets(per_page=2, page=page)
    assert listed["unavailable_regions"] == [], listed
    seen += [it["secret"] for it in listed["secrets"]]
    if "next" not in listed["links"].get("pages", {}):
        break
    page += 1
assert len(seen) == listed["meta"]["total"] and page == listed["meta"]["pages"] > 1, (seen, listed)
assert {name, f"page.{host}.0", f"page.{host}.1", f"page.{host}.2"} <= set(seen), seen

client.security.delete_secret(name, region="nyc3")
gone = client.security.get_secret(name, region="nyc3")
assert gone["delete_requested_at"] and "values" not in gone, gone
restored = client.security.post_restore_secret(name, region="nyc3")
assert restored["values"] == {"a": "2"}, restored
missing = client.security.get_secret("none", region="nyc3")
assert missing["id"] == "not_found", missing

print("done")
