"""Validates a JSON document against a JSON Schema: check_json.py SCHEMA DOCUMENT"""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    document = json.load(file)
cls = jsonschema.validators.validator_for(schema)
cls.check_schema(schema)
errors = sorted(cls(schema, format_checker=cls.FORMAT_CHECKER).iter_errors(document), key=str)
for error in errors[:10]:
    print("/".join(str(part) for part in error.absolute_path), error.message[:200])
sys.exit(1 if errors else 0)
