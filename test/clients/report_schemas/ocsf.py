"""Prints OCSF's own schema of a compliance finding, for the version that is named."""

import json
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(sys.argv[1]))
json.dump(schema.get_class_schema("compliance_finding", []), sys.stdout)
