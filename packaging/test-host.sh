# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with whoever sources it
# What the tests in a booted host share; sourced by bash after common.sh, never run. ../shared/testhost boots a small Debian;
# stepd's package is installed into it, and moto answers for AWS on its loopback address. Takes root, and everything down at
# the end, unless STEPD_KEEP_HOST=1 (TESTHOST_NAME=… ../shared/testhost exec bash).

host=$root/../shared/testhost
[ -x "$host" ] || die "../shared/testhost is not here"
moto_port=5000

work=$(mktemp -d "${TMPDIR:-/tmp}/stepd-host.XXXXXX")
moto_pid=
clean_up() {
    if [ -n "$moto_pid" ]; then
        kill -KILL "$moto_pid" 2>/dev/null || :
        wait "$moto_pid" 2>/dev/null || :
    fi
    [ -n "${STEPD_KEEP_HOST:-}" ] || "$host" down >/dev/null 2>&1 || :
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---------------------------------------------------------------- words

inside() { "$host" exec "$@"; }
ctl() { inside systemctl "$@"; }
stepctl() { inside stepctl "$@"; }
property() { ctl show "${2:-stepd.service}" --property "$1" --value; }

passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); echo "  ok   $*"; }
not() { failed=$((failed + 1)); echo "  NOT  $*"; }
# check TEXT COMMAND...
check() { if "${@:2}" >"$work/check.log" 2>&1; then ok "$1"; else not "$1"; tail -n 5 "$work/check.log"; fi; }
# fails COMMAND...: true if it does.
fails() { ! "$@"; }

# counts: the last line, and whether all went well.
counts() {
    [ "$failed" = 0 ] || inside journalctl -b -u stepd.service --no-pager -n 40
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}

# in_wait RUN, has_ended RUN: where a run JOB:NAME is.
in_wait() { stepctl history "$1" --json | has '"WaitStateEntered"'; }
has_ended() { stepctl status "$1" --json >"$work/status.json" && ! grep -q '"RUNNING"' "$work/status.json"; }
has_succeeded() { stepctl status "$1" --json | has '"SUCCEEDED"'; }
answers() { stepctl list; }
journal_has() { inside journalctl -b -u stepd.service --no-pager -o cat | has "$1"; }
status_has() { ctl status stepd.service --no-pager --lines 0 | has "$1"; }

# output_of RUN MEMBER...: what the run returned, or a member of a member of it, as JSON; null where there is none.
output_of() { stepctl history "$1" --json | python3 -c '
import json, sys
details = json.load(sys.stdin)["events"][-1].get("executionSucceededEventDetails", {})
value = json.loads(details.get("output", "null"))
for name in sys.argv[1:]:
    value = (value or {}).get(name)
print(json.dumps(value))' "${@:2}"; }

# came_through RUN FROM UNTIL: the run ended well, around a daemon that was away in the middle of its wait.
came_through() {
    until_true 60 has_ended "$1" || :
    stepctl history "$1" --json >"$work/history.json"
    packaging/check-run --wait-seconds "$wait_seconds" --down "$2" "$3" <"$work/history.json"
}

# ---------------------------------------------------------------- the host

boot() {
    say "booting"
    "$host" down >/dev/null 2>&1 || :
    "$host" up
}

# build_package FOLDER: makes the package of this source there, or takes the one that the same `packaging/test` has made.
build_package() {
    if [ -n "${STEPD_PACKAGE_FOLDER:-}" ] && [ -d "$STEPD_PACKAGE_FOLDER" ]; then
        cp -r "$STEPD_PACKAGE_FOLDER/." "$1"
        return
    fi
    packaging/deb "$1" >"$work/deb.log" 2>&1 || { tail -n 20 "$work/deb.log"; die "the package cannot be built"; }
}

# install_package FILE: into the host that is new.
install_package() {
    "$host" install "$1" >"$work/install.log" 2>&1 || { cat "$work/install.log"; die "it cannot be installed"; }
}

# install_models: AWS's service models that the tests need; there is no network to install python3-botocore from.
install_models() {
    local models service
    models=$(botocore_data)
    for service in rds lambda sts; do "$host" cp "$models/$service" "/usr/share/stepd/models/$service"; done
}

# use_moto: the service's AWS is moto, with a key that moto takes for one.
use_moto() {
    printf '%s\n' "AWS_ENDPOINT_URL=http://127.0.0.1:$moto_port" AWS_REGION=us-east-1 "$@" |
        "$host" cp - /etc/default/stepd
    inside chmod 600 /etc/default/stepd
}
keys=(AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=example)

# start_moto_inside: moto's server in the host's network. It is a program of this machine: a reboot of the host ends the
# network it is in, and it has to be started again.
start_moto_inside() {
    if [ -n "$moto_pid" ]; then
        kill -KILL "$moto_pid" 2>/dev/null || :
        wait "$moto_pid" 2>/dev/null || :
    fi
    aws_environment "$moto_port"
    MOTO_ENABLE_RECORDING=true MOTO_RECORDER_FILEPATH=$work/moto-requests \
        "$host" net "$venv/bin/moto_server" -H 127.0.0.1 -p "$moto_port" >"$work/moto.log" 2>&1 &
    moto_pid=$!
    until_true 30 "$host" net python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$moto_port/moto-api/', timeout=2)" ||
        { cat "$work/moto.log"; die "moto's server does not answer"; }
    create_database "$moto_port" "$host" net
}
