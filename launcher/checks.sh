#!/usr/bin/env bash
# Runs the given make targets one after another, says how long each took, and stops at the first that fails.
set -uo pipefail
cd "$(dirname "$0")/.."

began=$SECONDS
for step in "$@"; do
    printf '\n== %s\n' "$step"
    step_began=$SECONDS
    if ! "${MAKE:-make}" --no-print-directory "$step"; then
        printf '\n== %s FAILED after %d s; the steps after it were not run\n' "$step" $((SECONDS - step_began)) >&2
        exit 1
    fi
    printf '== %s passed in %d s\n' "$step" $((SECONDS - step_began))
done
printf '\nall %d steps passed in %d s\n' $# $((SECONDS - began))
