#!/usr/bin/env bash
# Makes .venv from the lock file, and fetches what the portal's pages load. Does nothing when neither the locks nor
# Python have changed since. PYTHON chooses the interpreter, REQUIREMENTS the lock file, VENV the folder.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly venv=${VENV:-.venv}
readonly lock=${REQUIREMENTS:-requirements-dev.lock}
readonly stamp=$venv/.set-up-from
readonly assets=portal/node_modules
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        is_recent "$PYTHON" || fail "PYTHON=$PYTHON is not a Python of at least 3.11"
        command -v "$PYTHON"
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$candidate" >/dev/null && is_recent "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fail "found no Python of at least 3.11: install one (apt-get install python3 python3-venv), or set PYTHON"
}

# Minimal Debian ships Python without ensurepip, and then cannot make a virtual environment.
need_ensurepip() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "this Python lacks ensurepip: installing $package"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "$package"; } >/dev/null ||
            fail "could not install $package: do that, then try again"
    else
        fail "this Python lacks ensurepip: as root, apt-get install $package"
    fi
}

# uv does not read pip's configuration, where a mirror is usually named.
show_uv_pips_index() {
    local index
    index=${PIP_INDEX_URL:-$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX=$index
    fi
}

install_packages() {
    local bin=$venv/bin version
    show_uv_pips_index
    version=$(sed -n 's/^uv==\([^ ;\\]*\).*/\1/p' "$lock" requirements-dev.lock | head -n 1)
    if "$bin/python" -m pip install -qq "uv${version:+==$version}" &&
        "$bin/uv" pip sync --quiet --require-hashes --compile-bytecode --python "$bin/python" "$lock"; then
        return
    fi
    # Certificates, proxies and logins may be configured for pip alone.
    say "uv could not install the packages; trying pip"
    "$bin/python" -m pip install -qq --require-hashes -r "$lock" ||
        fail "neither uv nor pip could install $lock: see the messages above"
}

# Pinned npm packages, checked by their integrity; nothing of theirs is run. npm may come with this machine, or from PyPI.
fetch_assets() {
    local began=$SECONDS npm wanted
    wanted=$(cksum <portal/package-lock.json)
    [ "$(cat $assets/.set-up-from 2>/dev/null)" = "$wanted" ] && return
    say "fetching the portal's styles and scripts from portal/package-lock.json"
    npm=$(find_npm) || fail "found no npm, and PyPI has none for this machine: install npm"
    (cd portal && "$npm" ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
        fail "npm could not fetch what portal/package-lock.json names: see the messages above"
    printf '%s' "$wanted" >$assets/.set-up-from
    say "fetched in $((SECONDS - began)) s"
}

find_npm() {
    command -v npm && return
    show_uv_pips_index
    "$venv/bin/uv" venv --quiet --allow-existing --python "$venv/bin/python" .cache/node &&
        "$venv/bin/uv" pip sync --quiet --require-hashes --compile-bytecode --python .cache/node/bin/python requirements-node.lock &&
        printf '%s\n' "$PWD/.cache/node/bin/npm"
}

main() {
    make_venv
    [ "$venv" != .venv ] || fetch_assets
}

make_venv() {
    local python wanted
    [ -f "$lock" ] || fail "$lock is missing"
    python=$(find_python)
    wanted="$("$python" -c 'import sys; print(sys.version, sys.executable)') $(cksum <"$lock") $PWD"
    if [ -x $venv/bin/python ] && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    local began=$SECONDS
    need_ensurepip "$python"
    say "making $venv with $("$python" --version) from $lock"
    rm -rf $venv
    "$python" -m venv $venv || fail "$python could not make $venv"
    install_packages
    printf '%s' "$wanted" >$stamp
    say "done in $((SECONDS - began)) s"
}

main
