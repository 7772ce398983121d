#!/usr/bin/env bash
# Fetches two files of npm packages that only tests need, each of one version and with one checksum, into
# target/test-packages: axe-core (MPL-2.0), which looks for what keeps people with disabilities out of a page, and
# the schema of speedscope's file format (MIT). Neither is part of ngxscope. Without npm or a network the tests that
# need them are skipped and say so.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
into=target/test-packages

say() {
  printf 'deps: %s\n' "$*" >&2
}

# fetch NAME VERSION FILE SHA256
fetch() {
  local work file=$into/${3##*/}
  ! is "$file" "$4" || return 0
  if ! command -v npm >/dev/null; then
    say "without npm there is no $1: tests that need it are skipped"
    return 0
  fi
  work=$(mktemp -d)
  if (cd "$work" && npm pack --silent "$1@$2" >/dev/null 2>&1 && tar xzf ./*.tgz "package/$3" 2>/dev/null); then
    mkdir -p "$into"
    if is "$work/package/$3" "$4"; then
      mv "$work/package/$3" "$file"
    else
      say "$1 $2 is not what it was: not used"
    fi
  else
    say "npm cannot fetch $1 $2: tests that need it are skipped"
  fi
  rm -rf "$work"
}

is() {
  [ -r "$1" ] && sha256sum --status --check <<<"$2  $1"
}

fetch axe-core 4.14.1 axe.min.js 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
fetch speedscope 1.25.0 dist/release/file-format-schema.json 03d098921294fca54ac1b67ea050138d867e44228c7cb140d958fbdfe345c911
