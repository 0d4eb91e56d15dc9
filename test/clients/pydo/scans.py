"""pydo on posture scans: start one, read what it found, suppress it, and leave a resource out."""

import os
import time

from pydo import Client

client = Client(token=os.environ["TEST_SERVER_TOKEN"], endpoint=os.environ["TEST_SERVER_URL"], retry_total=0)
security = client.security


def scanned():
    """Starts a scan and waits for its end."""
    id = security.create_scan()["scan"]["id"]
    for _ in range(600):
        scan = security.get_scan(id, per_page=200)["scan"]
        if scan["status"] != "IN_PROGRESS":
            assert scan["status"] == "COMPLETED", scan
            return scan
        time.sleep(0.05)
    raise AssertionError(f"the scan {id} does not end")


def found(scan):
    return {it["rule_id"]: it for it in scan["findings"]}


name = f"scanned-{time.time_ns()}"
project = client.projects.create({"name": name, "purpose": "fish"})["project"]
urn = f"do:project:{project['id']}"
scan = scanned()
finding = found(scan)["project-without-environment"]
affected = security.list_scan_finding_affected_resources(scan["id"], finding["rule_uuid"])["affected_resources"]
assert urn in [it["urn"] for it in affected], affected
assert security.get_latest_scan()["scan"]["id"] == scan["id"]
assert scan["id"] in [it["id"] for it in security.list_scans()["scans"]]

security.create_suppression({"rule_uuid": finding["rule_uuid"], "resources": [urn]})
suppressions = security.list_settings()["settings"]["suppressions"]["resources"]
[suppression] = [it for it in suppressions if it["resource_id"] == project["id"]]
security.delete_suppression(suppression["id"])
plan = {"tier_coverage": {"basic": {"resources": [], "tags": ["production"]}}}
security.update_settings_plan(plan)
assert security.list_settings()["tier_coverage"]["basic"]["tags"] == ["production"]
security.create_scan_rule({"resource": urn})
later = found(scanned()).get("project-without-environment", {"affected_resources_count": 0})
assert later["affected_resources_count"] == finding["affected_resources_count"] - 1, later

print("done")
