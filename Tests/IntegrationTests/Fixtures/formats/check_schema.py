"""Checks YAML documents against the JSON Schema of job files.

    check_schema.py SCHEMA FILE...      prints `accepted FILE`, `rejected FILE` or `unreadable FILE` for each

YAML is read with the core schema of YAML 1.2, as stepd does: `on` and `yes` are texts.
"""
import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    pass


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for path in sys.argv[2:]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            documents = [document for document in yaml.load_all(file, Loader) if document is not None]
    except (yaml.YAMLError, UnicodeDecodeError):
        print("unreadable", path)
        continue
    errors = [error for document in documents for error in validator.iter_errors(document)]
    print("rejected" if errors else "accepted", path)
