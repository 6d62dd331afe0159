#!/usr/bin/env python3
"""Writes slots.tsv: slots of schedules by programs that are not stepd.

    python3 -m venv v && v/bin/pip install cronsim==2.8 pyawscron==1.0.7 && v/bin/python make-slots.py >slots.tsv

Times on the wall clock come from cronsim (cron's five fields, as Debian's cron has them), pyawscron (EventBridge) and
`systemd-analyze calendar --iterations`; instants from Python's zoneinfo, by the rules of StepSchedule read plainly: a
fixed time that the clock skips is due at the first instant after the gap, one that it shows twice at the first of them;
a schedule of every hour follows elapsed time. Columns: schedule, zone, from (for a rate also its anchor), the slots after it.
"""
import datetime as dt
import re
import subprocess
import sys
from zoneinfo import ZoneInfo

from cronsim import CronSim
from pyawscron import AWSCron

UTC = dt.timezone.utc
COUNT = 5

CRON = """0 0 * * *|30 2 * * *|30 2 * * 1-5|0 3 * * 0|0 3 * * 7|15 2,14 * * *|*/15 * * * *|7 * * * *|0 */6 * * *|5 1-4 * * *
0 0 1 * *|0 0 31 * *|0 0 29 2 *|30 2 28-31 * *|0 12 1,15 * *|0 12 13 * 5|0 12 13 * FRI|0 0 */2 * *|0 0 1 */3 *
0 0 1 jan,jul *|0 4 8-14 * *|0 4 8-14 * 6|59 23 31 12 *|0 0 * * mon-fri|*/7 2 * * *|1-59/2 3 * * *|0 2 * 3 sun|0 1 * 11 0
*/20 */3 * * *|0 0 * 2 *|0 0 30 4,6,9,11 *|10 2 * * sat|30 1 * * *|0 0 15 * 1|45 2 29 3 *|30 2 25 10 *""".replace("\n", "|")

EVENTBRIDGE = """0 10 * * ? *|15 12 * * ? *|0 18 ? * MON-FRI *|0 8 1 * ? *|0/10 * ? * MON-FRI *|0/5 8-17 ? * MON-FRI *
0 0 L * ? *|30 2 L * ? *|0 9 15W * ? *|0 9 1W * ? *|0 9 31W * ? *|0 9 ? * 2#1 *|0 9 ? * 6#3 *|0 9 ? * 1#5 *
0 9 ? * 6L *|0 9 ? * 2L *|0 12 ? 1/3 2#1 *|30 2 ? * SUN *|0 0/6 * * ? *|15,45 3 * * ? *
0 0 1-7 * ? *|0 0 ? 3 1L *|0 22 L 2 ? *|0 5 10W 2,8 ? 2027-2029""".replace("\n", "|")

CALENDAR = """*-*-* 02:30|Mon..Fri *-*-* 02:30|Sat,Sun 08:00|*-*-01 04:00|*-02~01|*-*~07/1|Mon *-*-1..7 06:00|*:0/15|*-*-* 0/6:00:00
2028-02-29|*-1/3-01|*-*-* *:*:0/20|weekly|monthly|quarterly|yearly|semiannually|daily|hourly|*-12-24..26 18:00
2026..2028-06-15|Thu *-11-22..28|*-*-31|*-*~03|*-*-* 02:15,45:30|Sun *-*-* 01:30|*-03..11/2-15 12:00|Wed *-*-8..14 22:10
*-*-05,15,25 *:30|Fri *-*-13 13:13|*-02-28..29 00:00|Sat *-*~07/1 03:30|*-*-1/10 05:05:05|*-10-* 02:30""".replace("\n", "|")

AT = """2026-11-23T02:30:00|2026-03-29T02:00:00|2026-03-29T02:30:00|2026-03-29T03:00:00|2026-10-25T02:30:00|2026-10-25T03:00:00
2026-03-08T02:15:00|2026-11-01T01:30:00|2026-04-05T01:45:00|2026-10-04T02:10:00|2028-02-29T12:00:00|2026-12-31T23:59:59""".replace("\n", "|")

RATE = "rate(1 minute)|rate(5 minutes)|rate(7 hours)|rate(1 day)|rate(13 days)|every 90s|every 1h 30m|every 2w".split("|")

# Before both changes of the clock, before a leap day, and somewhere else.
PLACES = [
    ("UTC", "2028-02-27T23:59:30Z"),
    ("Europe/Berlin", "2026-03-27T10:00:00Z"),
    ("Europe/Berlin", "2026-10-24T00:30:00Z"),
    ("America/New_York", "2026-03-07T12:00:00Z"),
    ("America/New_York", "2026-10-31T18:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-02T00:00:00Z"),
    ("Asia/Kolkata", "2026-12-30T00:00:00Z"),
]


def wall(instant, zone):
    return instant.astimezone(zone).replace(tzinfo=None)


def shown(naive, zone):
    """The instants at which the clock shows a time: none in a gap, two in a fold."""
    found = set()
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if wall(instant, zone) == naive:
            found.add(instant)
    return sorted(found)


def due(naive, zone):
    """When a fixed time is due."""
    instants = shown(naive, zone)
    if instants:
        return instants[0]
    instant = naive.replace(tzinfo=zone).astimezone(UTC) - dt.timedelta(hours=4)
    instant = instant.replace(second=0)
    while wall(instant, zone) < naive:
        instant += dt.timedelta(minutes=1)
    return instant


def slots(times, zone, start, every_hour):
    """The first instants after `start`, from the wall-clock times of a generator."""
    found = []
    for naive in times:
        for instant in shown(naive, zone) if every_hour else [due(naive, zone)]:
            if instant > start and instant not in found:
                found.append(instant)
        # Times of a fold come out of order; some more of them, and the first are right.
        if len(found) >= 4 * COUNT + 60:
            break
    return sorted(found)[:COUNT]


def cron(expression, base):
    source = CronSim(expression, base)
    for _ in range(400):
        try:
            yield next(source)
        except StopIteration:
            return


def eventbridge(expression, base):
    try:
        for time in AWSCron.get_next_n_schedule(200, base.replace(tzinfo=UTC), expression):
            yield time.replace(tzinfo=None)
    except Exception:
        return


def last_weekday(day):
    return day.weekday() < 5 and all(
        later.month != day.month or later.weekday() >= 5 for later in (day + dt.timedelta(days=n) for n in (1, 2))
    ) and (day + dt.timedelta(days=3)).month != day.month


# What pyawscron does not know, by a walk through the days: at what time of each day that fits.
DAYS = {
    "0 0 LW * ? *": (0, 0, last_weekday),
    "15 22 LW 2,5 ? *": (22, 15, lambda day: last_weekday(day) and day.month in (2, 5)),
    "30 2 29 2 ? *": (2, 30, lambda day: (day.month, day.day) == (2, 29)),
    "0 0 1 1 ? 2028": (0, 0, lambda day: (day.year, day.month, day.day) == (2028, 1, 1)),
}


def walk(expression, base):
    hour, minute, fits = DAYS[expression]
    day = base.replace(hour=0, minute=0, second=0)
    for _ in range(25 * 366):
        if fits(day) and day + dt.timedelta(hours=hour, minutes=minute) > base:
            yield day + dt.timedelta(hours=hour, minutes=minute)
        day += dt.timedelta(days=1)


def calendar(expression, base):
    output = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=400", f"--base-time={base:%Y-%m-%d %H:%M:%S} UTC", f"{expression} UTC"],
        capture_output=True, text=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
    ).stdout
    for line in output.splitlines():
        match = re.match(r"\s*(?:Next elapse|Iter\. #\d+): \w+ (\S+ \S+) UTC", line)
        if match:
            yield dt.datetime.fromisoformat(match[1])


def emit(schedule, zone, start, found):
    if not found:
        return

    def text(time):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")

    print(schedule, zone, start, " ".join(text(time) for time in found), sep="\t")


def main():
    places = [(name, ZoneInfo(name), start, dt.datetime.fromisoformat(start.replace("Z", "+00:00"))) for name, start in PLACES]
    forms = [
        (CRON.split("|"), cron, "{}", lambda text: text.split()[1] == "*"),
        (EVENTBRIDGE.split("|"), eventbridge, "cron({})", lambda text: text.split()[1] == "*"),
        (list(DAYS), walk, "cron({})", lambda text: False),
        (CALENDAR.split("|"), calendar, "calendar({})", lambda text: text in ("hourly", "*:0/15") or " *:" in text),
    ]
    number = 0
    for expressions, times, form, is_every_hour in forms:
        for expression in expressions:
            # Each in four of the places, so that all pairs come about among similar ones.
            for offset in range(4):
                name, zone, start, instant = places[(number + 2 * offset) % len(places)]
                base = wall(instant, zone) - dt.timedelta(days=1)
                found = slots(times(expression, base), zone, instant, is_every_hour(expression))
                emit(form.format(expression), name, start, found)
            number += 1
    for expression in AT.split("|"):
        for name, zone, start, instant in places[1:6:2]:
            instant = due(dt.datetime.fromisoformat(expression), zone)
            emit(f"at({expression})", name, "2026-01-01T00:00:00Z", [instant])
    for expression in RATE:
        period = dt.timedelta(seconds={
            "rate(1 minute)": 60, "rate(5 minutes)": 300, "rate(7 hours)": 25200, "rate(1 day)": 86400,
            "rate(13 days)": 13 * 86400, "every 90s": 90, "every 1h 30m": 5400, "every 2w": 14 * 86400,
        }[expression])
        for name, _, start, instant in places[1:4]:
            emit(expression, name, start, [instant + period * (step + 1) for step in range(COUNT)])


if __name__ == "__main__":
    sys.exit(main())
