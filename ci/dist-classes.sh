#!/usr/bin/env bash
# Renews ci/dist-classes.list: which classes of Java and of the libraries ngxscope loads when it is used, so that
# ci/dist-image.sh can prepare them. Committed rather than made by each build, since it comes from real runs on a
# living nginx, and two builds shall give the same bytes. Needs root, the samples, and `make dist` before.
# Classes that are missing in the list are loaded more slowly, no more; run this when start-up has become slow.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
program=$(ls -d "$PWD"/target/dist/ngxscope-*/bin/ngxscope)
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-classes-XXXXXXXX")
mkdir "$work/sample"

finish() {
  samples/bin/sample-nginx stop --prefix "$work/sample" || true
  rm -rf -- "$work"
}
trap finish EXIT
started=$(samples/bin/sample-nginx start blocking --workers 2 --prefix "$work/sample")
master=$(sed -n 's/^master=//p' <<<"$started")
port=$(sed -n 's/^port=//p' <<<"$started")

count=0
use() {
  count=$((count + 1))
  # The list is only written where no archive of classes is used.
  NGXSCOPE_JAVA_OPTS="-Xshare:off -XX:DumpLoadedClassList=$work/$count.list" "$program" "$@" >/dev/null ||
    echo "$0: ngxscope $* has failed" >&2
}

load() {
  local path
  for path in shop execute sort json cpu-interpreted timer; do
    curl -s -m 10 -o /dev/null "http://127.0.0.1:$port/block/$path?ms=600" || true
  done
}

use --help
use ps
use ps --json
use doctor -p "$master"
load &
use bt -p "$master" --pause
use bt -p "$master" --json
wait
load &
use block -p "$master" -d 4s --record "$work/a.ngxr" -o "$work/a.html"
wait
use report "$work/a.ngxr" -o "$work/b.html" -o "$work/b.svg" -o "$work/b.json" -o "$work/b.folded"

# Hidden classes are made anew at run time, and ngxscope's own classes are always added. Lines that begin with an at
# sign say which lambdas to prepare.
# shellcheck disable=SC2016 # a dollar sign
cat "$work"/*.list | grep -v -e '^#' -e 'LambdaForm' -e '\$\$Lambda' -e '^jdk/proxy' -e '0x' -e '^io/ngxscope' |
  sed 's/ id:.*//' | sort -u >ci/dist-classes.list
wc -l ci/dist-classes.list
