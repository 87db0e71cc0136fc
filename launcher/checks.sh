#!/usr/bin/env bash
# Runs the given make targets one after another, says how long each took, and stops at the first that fails.
# In `one+other` the other runs beside the one, out of sight, and what it said is shown when both have ended.
set -uo pipefail
cd "$(dirname "$0")/.."

run() {
    local began=$SECONDS
    printf '\n== %s\n' "$1"
    if ! "${MAKE:-make}" --no-print-directory "$1"; then
        printf '\n== %s FAILED after %d s; the steps after it were not run\n' "$1" $((SECONDS - began)) >&2
        return 1
    fi
    printf '== %s passed in %d s\n' "$1" $((SECONDS - began))
}

run_beside() {
    local one=$1 other=$2
    set -m  # in a process group of its own, so that all of it can be ended
    run "$other" >"$said" 2>&1 &
    set +m
    beside=$!
    run "$one" || return 1
    wait "$beside"
    local code=$?
    beside=
    cat "$said"
    return $code
}

began=$SECONDS
beside=
said=$(mktemp)
trap '[ -z "$beside" ] || kill -- "-$beside"; rm -f "$said"' EXIT
for step in "$@"; do
    case $step in
        *+*) run_beside "${step%%+*}" "${step#*+}" || exit 1 ;;
        *) run "$step" || exit 1 ;;
    esac
done
printf '\nall %d steps passed in %d s\n' "$(wc -w <<<"${*//+/ }")" $((SECONDS - began))
