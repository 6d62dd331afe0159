#!/usr/bin/env python3
"""Compare the requests that stepctl writes with those of botocore, byte by byte.

    compare.py STEPCTL [--all] [--services GLOB] [--seed N] [-v]

For each operation valid parameters are made up from its model, by a seeded generator; botocore builds and signs the
request, and `stepctl aws --stdio` the same one at the same time. Compared are the method, the URI, the header fields
that are signed, and the body; JSON, forms, XML and CBOR by their bytes, too. Without --all it is a sample of at least
2,000 operations of all protocols. One line is printed for each difference; the last line is `N passed, N failed, N
skipped`. Exit status: 0 when none failed, else 1.
"""
import base64
import collections
import fnmatch
import json
import os
import pathlib
import random
import subprocess
import sys

import botocore.config
import botocore.exceptions
import botocore.session

from tally import Tally, sampling_parser

SAMPLE_OPERATIONS = 2_000
OPERATIONS_A_SERVICE = 30
DEPTH_MAX = 4
ENDPOINT = "http://127.0.0.1:9"
KEY, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1"
ODD_TEXTS = ["plain", "two words", "a+b&c=d", "100%", "é ü", "x/y", "<tag>", 'say "it"', "~tilde~", "semi;colon", "a,b"]
# Where botocore does more than the API asks for, or less than the other SDKs: by operation, with what it does.
BY_DESIGN = {
    "autoscaling.CreateLaunchConfiguration": "botocore encodes UserData; the API, and with it Step Functions, wants base64",
    "ec2.RunInstances": "the same",
    "ec2.RequestSpotInstances": "the same",
    "rds.CreateDBCluster": "botocore signs a URL for SourceRegion, which is no parameter of the API",
    "rds.CreateDBInstanceReadReplica": "the same",
    "rds.CopyDBSnapshot": "the same",
    "rds.CopyDBClusterSnapshot": "the same",
    "rds.StartDBInstanceAutomatedBackupsReplication": "the same",
    "neptune.CreateDBCluster": "the same",
    "neptune.CopyDBClusterSnapshot": "the same",
    "docdb.CreateDBCluster": "the same",
    "docdb.CopyDBClusterSnapshot": "the same",
    "ec2.CopySnapshot": "the same",
    "cloudsearchdomain.Search": "botocore sends a search as a form, for long ones; the model says GET",
    "dynamodb.DescribeEndpoints": "botocore adds the API's version, which the endpoint discovery of services takes",
    "timestream-query.DescribeEndpoints": "the same",
    "timestream-write.DescribeEndpoints": "the same",
    "s3.CreateMultipartUpload": "botocore takes Expires as a time, which the model has as a text",
    "s3.PutObject": "the same",
    "s3.CopyObject": "the same, and botocore encodes customers' keys; the API wants base64",
    "s3.HeadObject": "botocore encodes customers' keys; the API wants base64",
    "s3.GetObject": "the same",
    "s3.UploadPart": "the same",
    "s3.UploadPartCopy": "the same",
    "s3.SelectObjectContent": "the same",
    "s3.GetObjectAttributes": "the same",
    "s3.ListParts": "the same",
    "s3.CompleteMultipartUpload": "the same",
}
# Signed by Signature Version 2, which is not supported here.
VERSION_2 = {"sdb", "importexport"}
# What each sender adds by itself; of no meaning to the service.
UNCOMPARED_HEADERS = {
    "user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "content-length", "authorization", "connection",
    "accept-encoding", "expect", "x-amzn-trace-id",
}


class Captured(Exception):
    """Carries the request out of botocore before it is sent."""

    def __init__(self, request):
        self.request = request


def capture(request, **_):
    raise Captured(request)


class Parameters:
    """Valid parameters for an operation, the same ones for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def of(self, shape, depth=0, name="", is_label=False):
        return getattr(self, f"_{shape.type_name}")(shape, depth, name, is_label)

    def _structure(self, shape, depth, name, _):
        if getattr(shape, "is_document_type", False):
            return {"free": ["form", 1, None, True]}
        members = list(shape.members.items())
        required = set(shape.required_members)
        if getattr(shape, "is_tagged_union", False) and members:
            members = [self.random.choice(members)]
            required = {members[0][0]}
        value = {}
        for key, member in members:
            if getattr(member, "is_eventstream", False) or member.serialization.get("eventstream"):
                continue
            is_needed = key in required or member.serialization.get("location") == "uri"
            if not is_needed and (depth >= DEPTH_MAX or self.random.random() < 0.35):
                continue
            label = member.serialization.get("location") == "uri" or member.serialization.get("hostLabel", False)
            value[key] = self.of(member, depth + 1, key, label or bool(member.metadata.get("contextParam")))
        return value

    def _list(self, shape, depth, name, label):
        low = shape.metadata.get("min", 0)
        count = max(low, 1 if depth >= DEPTH_MAX else self.random.randint(0, 2))
        return [self.of(shape.member, depth + 1, name, label) for _ in range(min(count, 20))]

    def _map(self, shape, depth, name, label):
        low = shape.metadata.get("min", 0)
        count = max(low, 0 if depth >= DEPTH_MAX else self.random.randint(0, 2))
        return {self._key(shape.key, place): self.of(shape.value, depth + 1, name, label) for place in range(count)}

    def _key(self, shape, place):
        return shape.enum[place % len(shape.enum)] if shape.enum else f"key-{place}"

    def _string(self, shape, depth, name, is_label):
        if shape.enum:
            return self.random.choice(shape.enum)
        if shape.serialization.get("jsonvalue") and shape.serialization.get("location") == "header":
            return {"json": [1, "two"]}
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 64)
        if name.lower().endswith("accountid") or name == "AccountId":
            text = "123456789012"
        elif name == "Bucket":
            text = "bucket-name"
        elif is_label and not (name == "Key"):
            text = self.random.choice(["label", "label-1"]) if shape.metadata.get("pattern") else \
                self.random.choice(["label", "with space", "a+b", "x~y"])
        else:
            text = self.random.choice(ODD_TEXTS)
        while len(text) < low:
            text += "x"
        return text[:max(high, 1)]

    _character = _string

    def _number(self, shape, whole):
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        low = low if low is not None else (0 if high is None or high >= 0 else high - 10)
        high = high if high is not None else low + 1000
        return self.random.randint(int(low), int(high)) if whole else float(low) + 0.5 * (float(high) > float(low))

    def _integer(self, shape, *_):
        return self._number(shape, True)

    _long = _short = _byte = _integer

    def _float(self, shape, *_):
        return self._number(shape, False)

    _double = _float

    def _boolean(self, *_):
        return self.random.random() < 0.5

    def _timestamp(self, *_):
        return self.random.randint(1, 2_000_000_000)

    def _blob(self, *_):
        return b"some \xc3\xa9 bytes"


def plain(value):
    """Parameters in the words of the line protocol."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.decode() if isinstance(value, bytes) else value


class Stepctl:
    def __init__(self, program, data, command="aws"):
        environment = {**os.environ, "STEPD_BOTOCORE_DATA": data}
        self.process = subprocess.Popen([program, command, "--stdio"], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("stepctl ended")
        return json.loads(line)


def body_bytes(request):
    body = request.body
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


def json_form(body):
    """JSON without the white space that botocore puts between tokens, members in their order, whole numbers without a
    fraction; anything else as it is."""
    if body[:1] not in (b"{", b"["):
        return body
    number = lambda text: int(float(text)) if float(text).is_integer() else float(text)
    try:
        return json.dumps(json.loads(body, parse_float=number))
    except ValueError:
        return body


def signed_headers(headers):
    text = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    text = text.decode() if isinstance(text, bytes) else text
    if "SignedHeaders=" not in text:
        return None
    return set(text.split("SignedHeaders=")[1].split(",")[0].split(";")) - UNCOMPARED_HEADERS


def text_headers(headers):
    decode = lambda value: value.decode() if isinstance(value, bytes) else str(value)
    return {name.lower(): decode(value) for name, value in headers.items()}


def difference(theirs, ours):
    """What differs between a prepared request of botocore's and an answer of stepctl's; None if nothing does."""
    if "request" not in ours:
        return f"no request: {json.dumps(ours)[:300]}"
    ours = ours["request"]
    if theirs.method != ours["method"]:
        return f"method {ours['method']} instead of {theirs.method}"
    uri = theirs.url.split("://", 1)[1]
    host, slash, target = uri.partition("/")
    if "?" in host:
        host, _, query = host.partition("?")
        slash, target = "/", f"?{query}"
    if ours["host"] != host:
        return f"host {ours['host']} instead of {host}"
    target = "/" + target.removesuffix("?")  # left over from an empty list
    if ours["uri"] != target:
        return f"uri {ours['uri']} instead of {target}"
    body = body_bytes(theirs)
    mine = base64.b64decode(ours["body"])
    if json_form(mine) != json_form(body):
        return f"body {mine[:300]!r} instead of {body[:300]!r}"
    want, have = text_headers(theirs.headers), text_headers(ours["headers"])
    names, own = signed_headers(want), signed_headers(have)
    if (names is None) != (own is None):
        return "one is signed, the other is not"
    for name in sorted(names if names is not None else set(want) - UNCOMPARED_HEADERS):
        if name == "host" or (name == "x-amz-content-sha256" and mine != body):
            continue
        if have.get(name) != want.get(name):
            return f"header {name}: {have.get(name)!r} instead of {want.get(name)!r}"
    extra = (own or set()) - (names or set()) - {"content-type", "accept"}
    if names is not None and extra:
        return f"signed besides: {sorted(extra)}"
    return None


class Comparison(Tally):
    def __init__(self, options):
        super().__init__(options)
        self.session = botocore.session.get_session()
        self.session.set_credentials(KEY, SECRET)
        data = str(pathlib.Path(botocore.__file__).parent / "data")
        self.stepctl = Stepctl(options.stepctl, data)
        self.protocols = collections.Counter()

    def services(self):
        names = [name for name in self.session.get_available_services() if fnmatch.fnmatch(name, self.options.services)]
        if not self.options.all:
            random.Random(self.options.seed).shuffle(names)
        return names

    def run(self):
        for service in self.services():
            if not self.options.all and sum(self.protocols.values()) >= SAMPLE_OPERATIONS and self.has_all_protocols():
                break
            self.compare_service(service)
        print("operations compared: " + ", ".join(f"{count} {name}" for name, count in sorted(self.protocols.items())))
        return self.end()

    def has_all_protocols(self):
        return {"json", "query", "ec2", "rest-json", "rest-xml"} <= set(self.protocols)

    def compare_service(self, service):
        config = botocore.config.Config(
            retries={"max_attempts": 0}, inject_host_prefix=True, s3={"addressing_style": "path"},
            user_agent_extra="comparison", disable_request_compression=True,
        )
        client = self.session.create_client(service, region_name=REGION, endpoint_url=ENDPOINT, config=config)
        client.meta.events.register_first("before-send.*.*", capture)
        model = client.meta.service_model
        names = list(model.operation_names)
        if not self.options.all and self.options.services == "*" and len(names) > OPERATIONS_A_SERVICE:
            names = random.Random(f"{self.options.seed}/{service}").sample(names, OPERATIONS_A_SERVICE)
        for name in names:
            self.compare_operation(client, service, model, name)

    def compare_operation(self, client, service, model, name):
        operation = model.operation_model(name)
        place = f"{service}.{name}"
        given = Parameters(f"{self.options.seed}/{place}").of(operation.input_shape) if operation.input_shape else {}
        tokens = [key for key in (operation.input_shape.members if operation.input_shape else {})
                  if operation.input_shape.members[key].metadata.get("idempotencyToken")]
        for key in tokens:
            given[key] = "11111111-1111-4111-8111-111111111111"
        if tokens:  # in the model's order, as the generator has them
            given = {key: given[key] for key in operation.input_shape.members if key in given}
        try:
            client._make_api_call(name, dict(given))
            return self.skip(place, "it was not sent")
        except Captured as captured:
            theirs = captured.request
        except Exception as fault:  # whatever botocore itself cannot send
            if "request" not in (ours := self.ask(model, name, given)) and not isinstance(
                    fault, botocore.exceptions.ParamValidationError):
                return self.fail(place, f"no request: {json.dumps(ours)[:300]}")
            return self.skip(place, f"botocore: {type(fault).__name__} {' '.join(str(fault).split())[:200]}")
        ours = self.ask(model, name, given, text_headers(theirs.headers).get("x-amz-date"))
        self.protocols[model.metadata["protocol"] if "protocols" not in model.metadata else
                       model.metadata["protocols"][0]] += 1
        reason = difference(theirs, ours)
        if reason and "no request" not in reason and (place in BY_DESIGN or service in VERSION_2):
            return self.skip(place, BY_DESIGN.get(place, "Signature Version 2"))
        if reason:
            return self.fail(place, reason)
        self.counts["passed"] += 1

    def ask(self, model, name, given, date_time=None):
        return self.stepctl.ask({
            "lang": "aws-call", "serviceID": str(model.service_id), "operation": name, "params": plain(given),
            "endpoint": ENDPOINT, "region": REGION, "dateTime": date_time or "20260101T000000Z",
        })


def main():
    return Comparison(sampling_parser(__doc__, "every operation of every service").parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
