#!/usr/bin/env bash
# Prism, a mock server of what a description of an API says, for tests.
#   prism.sh install DIR      installs it with npm below DIR, unless it is there, and writes the path of its program
set -euo pipefail

version=5.14.2

fail() { echo "prism.sh: $*" >&2; exit 1; }

install() {
    local directory program
    directory=$(realpath -m "$1")/prism-$version
    program=$directory/node_modules/.bin/prism
    if [ ! -x "$program" ]; then
        command -v npm >/dev/null || fail "no npm: it cannot be installed"
        # Beside its place first, so that one that was cut off is not taken for whole.
        rm -rf "$directory" "$directory.new"
        mkdir -p "$directory.new"
        npm install --prefix "$directory.new" --no-audit --no-fund --no-package-lock --loglevel=error \
            "@stoplight/prism-cli@$version" >&2 || fail "npm could not install it"
        mv "$directory.new" "$directory"
    fi
    echo "$program"
}

case ${1:-} in
    install) install "${2:?a directory}" ;;
    *) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
