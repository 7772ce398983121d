#!/usr/bin/env bash
# Starts samples/blocking, lets it block under mixed load, has ngxscope find out where, and stops it. `make demo`
# builds first. The archive that `make dist` makes has it too.
#
# NGXSCOPE   the program (./ngxscope of this tree)
# SAMPLES    the folder of the samples (that of this tree)
# OUT        where reports go (out/ of this tree)
set -euo pipefail
tree=$(dirname "$(dirname "$(readlink -f "$0")")")
program=${NGXSCOPE:-$tree/ngxscope}
samples=${SAMPLES:-$tree/samples}
out=${OUT:-$tree/out}
seconds=10

say() {
  printf '== %s\n' "$*" >&2
}

# What keeps this user from seeing everything; the watch gear needs only the first.
say_what_is_missing() {
  local scope
  [ "$(id -u)" != 0 ] || return 0
  say "not root: only the watch gear works, on processes of this user; as root ngxscope could also use the kernel's probes"
  scope=$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo 0)
  [ "$scope" = 0 ] || say "kernel.yama.ptrace_scope is $scope: reading another process's memory needs root here"
}

# One request after the other, until the time is over: blocks of many kinds, and fast requests that suffer from them.
load() {
  local base=$1 end=$((SECONDS + $2)) path
  while [ "$SECONDS" -lt "$end" ]; do
    for path in shop execute sort json cpu-interpreted regex popen log timer coroutine; do
      curl -s -m 10 -o /dev/null "$base/block/$path?ms=$((25 + RANDOM % 120))&token=not-for-reports" || true
      curl -s -m 10 -o /dev/null "$base/fast?[1-20]" || true
      [ "$SECONDS" -lt "$end" ] || break
    done
  done
}

say_what_is_missing
prefix=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-demo-XXXXXXXX")
started=$("$samples/bin/sample-nginx" start blocking --workers 2 --prefix "$prefix")
finish() {
  [ -z "${load:-}" ] || kill "$load" 2>/dev/null || true
  "$samples/bin/sample-nginx" stop --prefix "$prefix" || true
  rm -rf -- "$prefix"
}
trap finish EXIT
master=$(sed -n 's/^master=//p' <<<"$started")
port=$(sed -n 's/^port=//p' <<<"$started")
say "samples/blocking runs: master $master, port $port, two workers"

mkdir -p "$out"
rm -f "$out"/block.{html,svg,json,txt,ngxr}
load "http://127.0.0.1:$port" "$((seconds + 3))" &
load=$!
command=("$program" block -p "$master" -d "${seconds}s" -o "$out/block.html" -o "$out/block.svg" -o "$out/block.json"
  -o "$out/block.txt" --record "$out/block.ngxr")
say "${command[*]}"
status=0
"${command[@]}" >"$out/block.log" || status=$?
tail -n 40 "$out/block.log"
[ "$status" = 0 ] || exit "$status"
say "report: $out/block.html"
