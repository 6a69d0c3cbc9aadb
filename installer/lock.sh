#!/bin/sh
# Makes the lock files anew from pyproject.toml: every version and every hash, for Linux and
# Windows in one file. Run it after changing a dependency, read the diff, commit them all.
# Versions already locked stay unless LOCK_OPTIONS says otherwise, e.g. LOCK_OPTIONS=--upgrade.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

lock() { # lock OUTPUT [OPTION...]
    output=$1
    shift
    # shellcheck disable=SC2086  # LOCK_OPTIONS is a list of words
    .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        ${LOCK_OPTIONS:-} "$@" --output-file "$output" pyproject.toml
}

lock requirements.lock
lock requirements-server.lock --extra server --constraints requirements.lock
lock requirements-dev.lock --group dev --constraints requirements.lock
