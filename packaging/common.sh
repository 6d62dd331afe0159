# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with whoever sources it
# What the scripts of this folder share; sourced by bash, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.build/venv
# Debian 12's packages that building needs, beside the Swift toolchain and what it stands on.
build_packages=(git ca-certificates libyaml-dev libsqlite3-dev libcurl4-openssl-dev libsystemd-dev zlib1g-dev pkg-config)
python_packages=(python3 python3-venv)
# Those that making the package needs, and judging it.
deb_packages=(debhelper dpkg-dev dh-apparmor po-debconf python3)
judging_packages=(lintian man-db shellcheck apparmor zsh fish)

say() { printf '%s: %s\n' "${0##*/}" "$*"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        command -v sudo >/dev/null || die "needs root or sudo for: $*"
        sudo "$@"
    fi
}

# install_packages NAME...: with apt-get, those that are not there yet.
install_packages() {
    local name missing=()
    if ! command -v dpkg-query >/dev/null; then
        say "this is no Debian; needed are the likes of: $*"
        return 0
    fi
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || :)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    as_root apt-get -q update >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}" >/dev/null
}

# The virtual environment with the pinned tools, made once for each requirements.txt.
make_venv() {
    local stamp
    stamp=$(sha256sum "$root/packaging/requirements.txt" | cut -d ' ' -f 1)
    if [ "$(cat "$venv/stamp" 2>/dev/null || :)" != "$stamp" ]; then
        say "installing moto, botocore and awscli, pinned, into .build/venv"
        rm -rf "$venv"
        mkdir -p "${venv%/*}"
        python3 -m venv "$venv"
        "$venv/bin/pip" --quiet --disable-pip-version-check install --require-hashes --only-binary :all: \
            --requirement "$root/packaging/requirements.txt"
        echo "$stamp" >"$venv/stamp"
    fi
}

# The service models: those of the pinned botocore. (Debian's python3-botocore has them too; they are older.)
botocore_data() {
    "$venv/bin/python" -c 'import botocore, pathlib; print(pathlib.Path(botocore.__file__).parent / "data")'
}

# How a release is built: with Swift's runtime in the programs, and nothing in them of the folder it was built in. The
# compiler's choices depend on where its data is in memory: without address randomization, where that may be turned off, they
# are the same each time.
still=()
if setarch --addr-no-randomize true 2>/dev/null; then still=(setarch --addr-no-randomize); fi
release=("${still[@]}" swift build -c release --static-swift-stdlib --disable-local-rpath
    -Xswiftc -file-prefix-map -Xswiftc "$root=/usr/src/stepd" -Xcc "-ffile-prefix-map=$root=/usr/src/stepd"
    -Xlinker -z -Xlinker now)
programs=(stepd stepd-keeper stepd-launcher stepctl)

# The release as it is shipped; sets bin. Builds nothing that is built.
build_release() {
    local product
    for product in "${programs[@]}"; do
        timeout --foreground 1800 "${release[@]}" --package-path "$root" --product "$product"
    done
    find_release
}

# Where building puts the programs. Sets bin.
find_release() { bin=$("${release[@]}" --package-path "$root" --show-bin-path); }

need_swift() {
    command -v swift >/dev/null || die "there is no Swift toolchain in PATH; see https://www.swift.org/install/linux/"
}

# until_true SECONDS COMMAND...: tries COMMAND every 0.1 s; false when the seconds have passed.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# has PATTERN: a line of standard input matches; where none does, the input is shown. It reads all of it: grep -q does not, and
# ends whoever still writes, which counts as a failure under pipefail.
has() {
    local text
    text=$(cat)
    grep -qe "$1" <<<"$text" || { printf '%s\n' "$text"; return 1; }
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# aws_environment PORT: an AWS that is only moto on this port, with a key that moto takes for one.
aws_environment() {
    unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL_RDS
    export AWS_ENDPOINT_URL=http://127.0.0.1:$1 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=example
    export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
}

# start_moto PORT FOLDER: moto's server on a loopback port, with one RDS instance; it writes down each request it gets,
# so that check-run can count them. Sets moto_pid.
start_moto() {
    MOTO_ENABLE_RECORDING=true MOTO_RECORDER_FILEPATH=$2/moto-requests \
        "$venv/bin/moto_server" -H 127.0.0.1 -p "$1" >"$2/moto.log" 2>&1 &
    moto_pid=$!
    until_true 30 moto_ready "$1" || die "moto's server does not answer; its log: $2/moto.log"
    create_database "$1"
}

# create_database PORT [COMMAND...]: the RDS instance `orders-prod`; COMMAND runs the aws command elsewhere.
create_database() {
    "${@:2}" "$venv/bin/aws" --endpoint-url "http://127.0.0.1:$1" rds create-db-instance \
        --db-instance-identifier orders-prod --engine postgres --db-instance-class db.t3.micro \
        --allocated-storage 20 >/dev/null
}

moto_ready() {
    python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$1/moto-api/', timeout=2)"
}
