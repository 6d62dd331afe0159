#!/usr/bin/env python3
"""Compare what stepd makes of AWS's waiters with what botocore makes of them.

    waiters.py STEPCTL [--all] [--services GLOB] [--seed N] [-v]

A step with `wait_for` is translated to a state machine (`stepctl asl`), whose Choice and whose Retry and Catch decide what
botocore's acceptors do. For each waiter answers are made up from its call's output: with the values that acceptors want,
with others, with lists that are empty, members that are missing; and each error that an acceptor names, besides one that
none does. botocore's own acceptors say which state results, and so do the conditions (`stepctl eval`). Without --all it is
a sample of the services. One line is printed for each difference; the last line is `N passed, N failed, N skipped`. Exit
status: 0 when none failed, else 1.
"""
import collections
import concurrent.futures
import fnmatch
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import botocore.exceptions
import botocore.session
import jmespath.exceptions

from compare import Stepctl
from tally import Tally, sampling_parser

SAMPLE_SERVICES = 30
ANSWERS, ANSWERS_ALL = 60, 200
DEPTH_MAX = 6
STEP = "it"
# Errors that a state machine cannot tell from others, since the model does not list them: said when the file is read.
UNMODELLED = "an error that the model does not list"


def state_name(name):
    """Step Functions' spelling, from the words of a name: `DBSnapshots` is `DbSnapshots`."""
    name = re.sub(r"[^A-Za-z0-9]", " ", name)
    name = re.sub(r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 ", name)
    name = re.sub(r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 ", name)
    name = re.sub(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])", " ", name)
    name = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    name = re.sub(r"(?<=[0-9])(?=[a-zA-Z])", " ", name)
    return "".join(word.capitalize() for word in name.split())


def spelled(value, shape):
    """An answer in Step Functions' spelling."""
    if shape.type_name == "structure":
        return {state_name(name): spelled(inner, shape.members[name]) for name, inner in value.items()}
    if shape.type_name == "list":
        return [spelled(inner, shape.member) for inner in value]
    if shape.type_name == "map":
        return {name: spelled(inner, shape.value) for name, inner in value.items()}
    return value


class Answers:
    """Answers of a call, of the members that a waiter looks at."""

    def __init__(self, config, shape, seed):
        self.random = random.Random(seed)
        self.shape = shape
        texts = [acceptor.get("argument") or "" for acceptor in config["acceptors"]]
        self.names = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", " ".join(texts)))
        literals = re.findall(r"'([^']*)'|`\"?([^`\"]*)\"?`", " ".join(texts))
        self.wanted = [acceptor["expected"] for acceptor in config["acceptors"] if isinstance(acceptor.get("expected"), str)]
        self.wanted += [one or other for one, other in literals]

    def make(self):
        """Half of them are of one kind: what is the same everywhere in it is chosen once."""
        self.text = self.random.choice(self.wanted + ["other", ""]) if self.random.random() < 0.5 else None
        self.missing = self.random.choice([0, 0, 0.15])
        self.count = self.random.choice([None, None, 0, 1, 2])
        return self.of(self.shape, 0)

    def of(self, shape, depth):
        kind = shape.type_name
        if kind == "structure":
            value = {}
            for name, member in shape.members.items():
                if name not in self.names or depth > DEPTH_MAX or self.random.random() < self.missing:
                    continue
                value[name] = self.of(member, depth + 1)
            return value
        count = self.count if self.count is not None else self.random.randint(0, 3)
        if kind == "list":
            return [self.of(shape.member, depth + 1) for _ in range(count)]
        if kind == "map":
            return {f"key{place}": self.of(shape.value, depth + 1) for place in range(count)}
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind in ("integer", "long"):
            return self.random.randint(0, 2)
        if kind in ("float", "double"):
            return self.random.choice([0.0, 1.0, 1.5])
        if kind == "timestamp":
            return "2026-01-01T00:00:00Z"
        if self.text is not None:
            return self.text
        return self.random.choice(self.wanted + [value for value in shape.enum or []][:4] + ["other", ""])


class Machine:
    """The states that a waiter is translated to, as far as they decide."""

    def __init__(self, definition, evaluator):
        states = definition["States"]
        self.task, self.check = states[STEP], states[f"{STEP}.check"]
        self.evaluator = evaluator

    def of_answer(self, answer):
        """The state that an answer leads to: success, failure or retry; or what went wrong."""
        for choice in self.check["Choices"]:
            result = self.evaluator.ask({
                "lang": "jsonata", "dialect": "asl", "expr": choice["Condition"].removeprefix("{%").removesuffix("%}"),
                "bindings": {f"{STEP}_result": answer, STEP: answer, f"{STEP}_deadline": 1e15},
            })
            if result.get("result") is True:
                return self.end(choice["Next"])
            if result.get("result") is not False:
                return f"{choice['Condition']} is {json.dumps(result)}"
        return self.end(self.check["Default"])

    def of_error(self, name):
        """The state that an error of the call leads to. A few repetitions, as every poll has, come to an end."""
        repeats = next((rule for rule in self.task["Retry"] if self.names(rule, name)), {"MaxAttempts": 0})
        if repeats["MaxAttempts"] > 0 and repeats["ErrorEquals"] != ["States.TaskFailed"]:
            return "retry"
        return next(self.end(rule["Next"]) for rule in self.task["Catch"] if self.names(rule, name))

    @staticmethod
    def names(rule, name):
        return {name, "States.TaskFailed", "States.ALL"} & set(rule["ErrorEquals"])

    @staticmethod
    def end(state):
        return {"done": "success", "failed": "failure", f"{STEP}.wait": "retry"}.get(state, f"on to {state}")


class Comparison(Tally):
    def __init__(self, options):
        super().__init__(options)
        self.session = botocore.session.get_session()
        self.data = str(pathlib.Path(botocore.__file__).parent / "data")
        self.evaluator = Stepctl(options.stepctl, self.data, "eval")
        self.states = collections.Counter()
        self.acceptors, self.matched = 0, 0

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            waiters = list(self.waiters())
            definitions = pool.map(lambda waiter: self.definition(*waiter[:3]), waiters)
            for waiter, definition in zip(waiters, definitions):
                self.compare_waiter(*waiter, definition)
        print(f"waiters: {len(waiters)}; acceptors that matched: {self.matched} of {self.acceptors}; states: "
              + ", ".join(f"{count} {name}" for name, count in sorted(self.states.items())))
        return self.end()

    def waiters(self):
        names = [name for name in self.session.get_available_services() if fnmatch.fnmatch(name, self.options.services)]
        models = {name: self.waiter_model(name) for name in names}
        names = [name for name in names if models[name]]
        if not self.options.all and self.options.services == "*":
            names = sorted(random.Random(self.options.seed).sample(names, SAMPLE_SERVICES))
        for service in names:
            model = self.session.get_service_model(service)
            for name in models[service].waiter_names:
                yield model, name, models[service].get_waiter(name), service

    def waiter_model(self, service):
        try:
            return self.session.get_waiter_model(service)
        except botocore.exceptions.DataNotFoundError:
            return None

    def definition(self, model, name, config):
        """The machine of a step that waits, or what stepctl says against it."""
        operation = model.operation_model(config.operation)
        fill = {"string": "x", "list": [], "integer": 1, "long": 1, "boolean": True, "timestamp": "2026-01-01T00:00:00Z"}
        given = {member: fill.get(operation.input_shape.members[member].type_name, {})
                 for member in (operation.input_shape.required_members if operation.input_shape else [])}
        service = re.sub(r"^(Amazon|Aws)|Service$", "", state_name(str(model.service_id))).lower()
        job = {"steps": [{"id": STEP, "wait_for": f"{service}.{name}", "with": given}]}
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            json.dump(job, file)
            file.flush()
            run = subprocess.run([self.options.stepctl, "asl", file.name], env={"STEPD_BOTOCORE_DATA": self.data},
                                 capture_output=True, text=True, check=False)
        return json.loads(run.stdout) if run.returncode == 0 else run.stderr

    def compare_waiter(self, model, name, config, service, definition):
        place = f"{service}.{name}"
        if isinstance(definition, str):
            return self.compare(place, "a definition", definition)
        machine = Machine(definition, self.evaluator)
        operation = model.operation_model(config.operation)
        seen = set()
        raw = [acceptor.__dict__ for acceptor in config.acceptors]
        self.acceptors += len(raw)
        if operation.output_shape:
            answers = Answers({"acceptors": raw}, operation.output_shape, f"{self.options.seed}/{place}")
            for _ in range(ANSWERS_ALL if self.options.all else ANSWERS):
                self.compare_answer(place, config, answers.make(), operation, machine, seen)
        else:
            self.compare_answer(place, config, {}, operation, machine, seen)
        self.compare_errors(place, config, operation, model, machine, seen)
        self.matched += len(seen)

    def compare_answer(self, place, config, answer, operation, machine, seen):
        response = {**answer, "ResponseMetadata": {"HTTPStatusCode": 200}}
        try:
            theirs = self.state(config, response, seen) or "retry"
        except jmespath.exceptions.JMESPathError as fault:
            return self.skip(f"{place} {json.dumps(answer)}", f"botocore: {type(fault).__name__}: {fault}")
        ours = machine.of_answer(spelled(answer, operation.output_shape) if operation.output_shape else {})
        self.count(f"{place} {json.dumps(answer)}", theirs, ours)

    def compare_errors(self, place, config, operation, model, machine, seen):
        codes = [acceptor.expected for acceptor in config.acceptors
                 if acceptor.matcher == "error" and isinstance(acceptor.expected, str)]
        listed = {shape.error_code or shape.name: shape.name for shape in operation.error_shapes}
        listed.update({shape.name: shape.name for shape in operation.error_shapes})
        prefix = re.sub(r"^(Amazon|Aws)|Service$", "", state_name(str(model.service_id)))
        # A service's own faults every poll retries, some times.
        statuses = {acceptor.expected for acceptor in config.acceptors if acceptor.matcher == "status"}
        statuses = {status for status in statuses if 300 <= status < 500}
        codes += [shape.error_code or shape.name for shape in operation.error_shapes if self.status(shape) in statuses]
        others = [] if any(code not in listed for code in codes) else ["NamedByNobody"]
        for code in dict.fromkeys([*codes, *others]):
            if code in codes and code not in listed:
                self.skip(f"{place} {code}", UNMODELLED)
                continue
            shape = listed.get(code)
            name = f"{prefix}.{prefix}Exception" if shape is None else \
                f"{prefix}.{state_name(re.sub('(Fault|Exception)$', '', shape))}Exception"
            if statuses and shape is None:
                self.skip(f"{place} {code}", "a status that a state machine does not see")
                continue
            status = self.status(model.shape_for(shape)) if shape else 400
            response = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
            # botocore gives up at an error that no acceptor takes.
            self.count(f"{place} error {code}", self.state(config, response, seen) or "failure", machine.of_error(name))

    @staticmethod
    def status(shape):
        return shape.metadata.get("error", {}).get("httpStatusCode", 400)

    @staticmethod
    def state(config, response, seen):
        """What botocore's acceptors say; None if none of them matches."""
        for place, acceptor in enumerate(config.acceptors):
            if acceptor.matcher_func(response):
                seen.add(place)
                return acceptor.state
        return None

    def count(self, place, theirs, ours):
        self.states[theirs] += 1
        self.compare(place, theirs, ours)


def main():
    arguments = sampling_parser(__doc__, "every waiter of every service, with more answers")
    return Comparison(arguments.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
