"""The newest pydo: the account, and the secrets through the client's own pipeline."""

import os

from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest
from pydo import Client

url = os.environ["TEST_SERVER_URL"]
# No retries: a server that cannot be trusted must fail at once.
client = Client(token=os.environ["TEST_SERVER_TOKEN"], endpoint=url, retry_total=0)

account = client.account.get()["account"]
assert account["status"] == "active", account
assert account["email_verified"] is True, account
assert account["team"]["uuid"] == account["uuid"], account

secrets = "/v2/security/secrets"
name = "newest." + url.split("/")[2].split(":")[0]


def send(method, path, body=None, params=None):
    """Sends through the client: its credentials, retries, logging and TLS."""
    response = client.send_request(HttpRequest(method, url + path, json=body, params=params))
    return response.status_code, response.json() if response.content else None


at = {"region": "nyc3"}
assert send("POST", secrets, {"name": name, "region": "nyc3", "values": {"key": "wärt"}}) == (
    200,
    {"name": name, "region": "nyc3", "version": 1},
)
status, read = send("GET", f"{secrets}/{name}", params=at)
assert (status, read["secret"], read["values"]) == (200, name, {"key": "wärt"}), read
change = {"region": "nyc3", "version": 1, "values": {"key": "2"}}
assert send("PUT", f"{secrets}/{name}", change)[1]["version"] == 2
status, stale = send("PUT", f"{secrets}/{name}", change)
assert (status, stale["id"]) == (409, "conflict"), stale
assert [it["version"] for it in send("GET", f"{secrets}/{name}/versions", params=at)[1]["versions"]] == [2, 1]
assert send("DELETE", f"{secrets}/{name}", params=at) == (204, None)
assert send("POST", f"{secrets}/{name}/restore", params=at)[1]["values"] == {"key": "2"}

stranger = Client(token="dop_v1_" + "0" * 64, endpoint=url, retry_total=0)
try:
    answer = stranger.account.get()
    assert answer["id"] == "unauthorized", answer
except HttpResponseError as error:
    assert error.status_code == 401, error

print("done")
