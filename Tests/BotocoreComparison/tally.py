"""What a comparison has found, and how it says so."""
import argparse
import collections


class Tally:
    """Counts what is the same, what differs and what was left out; prints the differences, and at the end the counts."""

    def __init__(self, options):
        self.options = options
        self.counts = collections.Counter()

    def compare(self, place, theirs, ours):
        if theirs == ours:
            self.counts["passed"] += 1
        else:
            self.fail(place, f"{ours} instead of {theirs}")

    def fail(self, place, reason):
        self.counts["failed"] += 1
        print(f"FAIL {place}: {reason}", flush=True)

    def skip(self, place, reason):
        self.counts["skipped"] += 1
        if self.options.verbose:
            print(f"skipped {place}: {reason}")

    def end(self):
        """Prints the last line; returns the exit status: also 1 where nothing was compared."""
        print(f"{self.counts['passed']} passed, {self.counts['failed']} failed, {self.counts['skipped']} skipped")
        return 1 if self.counts["failed"] or not self.counts["passed"] else 0


def parser(description):
    """The arguments that every comparison has."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("stepctl")
    result.add_argument("--services", default="*", metavar="GLOB", help="only these, all of them")
    result.add_argument("-v", "--verbose", action="store_true", help="say what was skipped, and why")
    return result


def sampling_parser(description, everything):
    """The same for one that looks at a sample unless it is told to look at `everything`."""
    result = parser(description)
    result.add_argument("--all", action="store_true", help=everything)
    result.add_argument("--seed", type=int, default=1)
    return result
