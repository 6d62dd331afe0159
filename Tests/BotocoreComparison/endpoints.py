#!/usr/bin/env python3
"""Compare the endpoints that stepctl finds with those of botocore.

    endpoints.py STEPCTL [--services GLOB] [-v]

For each service: where its calls go in regions of each partition, in pseudo-regions and unknown ones, plain, with FIPS,
with dual-stack and with both, and in which region's name they are signed. Operations whose endpoint depends on their own
parameters are asked for one by one. For S3 also whole requests, for buckets and keys of all kinds: what of them stands in
the host, what in the path. botocore evaluates the same rules, by a program of its own. One line is printed for each
difference; the last line is `N passed, N failed, N skipped`. Exit status: 0 when none failed, else 1.
"""
import fnmatch
import pathlib
import sys

import botocore.config
import botocore.exceptions
import botocore.session

from compare import KEY, SECRET, Captured, Stepctl, capture, plain, text_headers
from tally import Tally, parser

REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-4", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1",
           "xx-nowhere-9", "aws-global"]
S3_REGIONS = ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "fips-us-gov-west-1"]
VARIANTS = [(), ("fips",), ("dualstack",), ("fips", "dualstack")]
# Parameters that endpoints depend on, of the form that their rules want; others are a word.
PLACES = {
    "KvsARN": "arn:aws:cloudfront::123456789012:key-value-store/store",
    "StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/stream",
    "ConsumerARN": "arn:aws:kinesis:us-east-1:123456789012:stream/stream/consumer/consumer:1",
    "ResourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/stream",
    "ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/table",
    "EndpointId": "abcde.veo",
}
BUCKETS = ["plain-bucket", "a.b", "with.point.s", "abc", "x" * 63, "Upper", "under_score", "1.2.3.4", "12345", "-lead", "trail-",
           "a--b", "xn--bucket", "ab", "with space"]
KEYS = ["key", "a/b//c", "/lead", "trail/", "two words", "a+b&c=d?e#f", "100%", "%2F", "é ü 日本", "~*'()!", ".", "..", "a/../b",
        "./x", ";:@,$", "\\^|`{}\"<>"]


class Endpoints(Tally):
    def __init__(self, options):
        super().__init__(options)
        self.session = botocore.session.get_session()
        self.session.set_credentials(KEY, SECRET)
        self.stepctl = Stepctl(options.stepctl, str(pathlib.Path(botocore.__file__).parent / "data"))

    def run(self):
        for service in self.session.get_available_services():
            if fnmatch.fnmatch(service, self.options.services):
                self.compare_service(service)
        if fnmatch.fnmatch("s3", self.options.services):
            self.compare_buckets()
        return self.end()

    # ------------------------------------------------------------ every service

    def compare_service(self, service):
        client = self.session.create_client(service, region_name="us-east-1")
        model, resolver = client.meta.service_model, client._ruleset_resolver
        builtins = dict(resolver._builtins)
        for name in self.operations(service, model):
            operation = model.operation_model(name)
            given = {parameter.member_name: PLACES.get(parameter.name, "word") for parameter in operation.context_parameters}
            # Of each operation with its own parameters one region is enough, of a service all.
            regions = REGIONS if name in (model.operation_names[0], "ListBuckets") else REGIONS[:2]
            for region in regions:
                for variants in VARIANTS:
                    place = f"{service}.{name} {region} {'+'.join(variants)}"
                    resolver._builtins = self.builtins(builtins, region, variants)
                    self.compare_endpoint(place, resolver, operation, model, given, region, variants)

    @staticmethod
    def operations(service, model):
        """The first operation, and those of which the rules are told more; S3's are compared by whole requests."""
        names = list(model.operation_names)
        if service == "s3":
            return ["ListBuckets"]
        if service == "s3control":  # has the account in the host by its operations' own prefix
            return []
        special = [name for name in names[1:] if model.operation_model(name).context_parameters
                   or model.operation_model(name).static_context_parameters]
        return names[:1] + special

    @staticmethod
    def builtins(builtins, region, variants):
        changed = {"AWS::Region": region, "AWS::UseFIPS": "fips" in variants, "AWS::UseDualStack": "dualstack" in variants,
                   # botocore's ways of its own: the global endpoints of old, and DynamoDB's endpoints by account.
                   "AWS::S3::UseGlobalEndpoint": False, "AWS::STS::UseGlobalEndpoint": False,
                   "AWS::Auth::AccountIdEndpointMode": "disabled"}
        return {name: changed.get(getattr(name, "value", name), value) for name, value in builtins.items()}

    def compare_endpoint(self, place, resolver, operation, model, given, region, variants):
        try:
            found = resolver.construct_endpoint(operation, dict(given), {})
            schemes = found.properties.get("authSchemes") or [{}]
            scheme = next((scheme for scheme in schemes if scheme.get("name") == "sigv4"), schemes[0])
            theirs = (found.url.rstrip("/"), scheme.get("signingRegion", region))
            if scheme.get("name") == "sigv4a":
                theirs = "refused"
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
            theirs = "refused"
        ours = self.stepctl.ask({
            "lang": "aws-endpoint", "serviceID": str(model.service_id), "operation": operation.name, "params": given,
            "region": region, "variants": list(variants),
        })
        self.compare(place, theirs, (ours["url"], ours["signingRegion"]) if "url" in ours else
                   "refused" if "refused" in ours else ours)

    # ------------------------------------------------------------ S3's buckets

    def compare_buckets(self):
        for region in S3_REGIONS:
            for variants in VARIANTS:
                for style in ("auto", "path"):
                    config = botocore.config.Config(
                        retries={"max_attempts": 0}, use_fips_endpoint="fips" in variants or None,
                        use_dualstack_endpoint="dualstack" in variants or None,
                        s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"},
                    )
                    client = self.session.create_client("s3", region_name=region, config=config)
                    client.meta.events.register_first("before-send.*.*", capture)
                    where = f"{region} {'+'.join(variants)} {style}"
                    for bucket in BUCKETS:
                        self.compare_request(where, client, "HeadBucket", {"Bucket": bucket}, region, variants, style)
                    for key in KEYS if not variants else KEYS[:2]:
                        for bucket in BUCKETS[:2]:
                            self.compare_request(where, client, "GetObject", {"Bucket": bucket, "Key": key}, region, variants,
                                                 style)
                    self.compare_request(where, client, "ListBuckets", {}, region, variants, style)

    def compare_request(self, where, client, name, given, region, variants, style):
        place = f"s3.{name} {where} {given}"
        try:
            client._make_api_call(name, dict(given))
            return self.skip(place, "it was not sent")
        except Captured as captured:
            theirs = captured.request
        except botocore.exceptions.ParamValidationError as fault:
            return self.skip(place, f"botocore: {fault}")
        except botocore.exceptions.BotoCoreError:
            theirs = None
        ours = self.stepctl.ask({
            "lang": "aws-call", "serviceID": "S3", "operation": name, "params": plain(given), "region": region,
            "variants": list(variants), "pathStyle": style == "path", "dateTime": "20260101T000000Z",
        })
        if theirs is None:
            return self.compare(place, "refused", "refused" if "fault" in ours else ours["request"]["host"])
        scope = text_headers(theirs.headers)["authorization"].split("Credential=")[1].split(",")[0].split("/")[2:]
        host, _, target = theirs.url.split("://", 1)[1].partition("/")
        if "request" not in ours:
            return self.compare(place, (host, "/" + target, scope), ours)
        ours = ours["request"]
        own = ours["headers"]["Authorization"].split("Credential=")[1].split(",")[0].split("/")[2:]
        self.compare(place, (host, "/" + target, scope), (ours["host"], ours["uri"], own))


def main():
    return Endpoints(parser(__doc__).parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
