"""Compares what fails of a corpus with the committed list of known failures.

The ids of the cases that are known to fail stand in known-failures/NAME.txt, one a line, beside comments that begin
with `#`; a corpus without a file has none. The lists may only shrink: a failing case that is not listed fails the run,
and so does a listed case that passes.
"""
import pathlib

KNOWN = pathlib.Path(__file__).resolve().parent / "known-failures"
SHOWN_MAX = 20


def known_failures(name):
    path = KNOWN / f"{name}.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def judge(name, ids, lines):
    """Prints what is new; returns how many passed, failed (against the list) and were skipped (known failures)."""
    known, failed = known_failures(name), set(ids["failed"])
    new, mended = sorted(failed - known), sorted(known - failed)
    print(f"{name}: {len(ids['passed'])} passed, {len(failed & known)} known failures, {len(new)} new failures")
    for case in new[:SHOWN_MAX]:
        print("  " + next((line for line in lines if line.startswith(f"FAIL {case}")), f"FAIL {case}")[:400])
    if len(new) > SHOWN_MAX:
        print(f"  … and {len(new) - SHOWN_MAX} more")
    for case in mended:
        print(f"  {case} does not fail any more: remove it from packaging/known-failures/{name}.txt")
    return len(ids["passed"]), len(new) + len(mended), len(failed & known) + len(ids.get("skipped", []))


def print_totals(totals):
    """The last line of a run; its exit status."""
    print("{} passed, {} failed, {} skipped".format(*totals))
    return 1 if totals[1] else 0
