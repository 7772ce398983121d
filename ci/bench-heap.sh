#!/usr/bin/env bash
# Measures what a look at a large Lua heap costs: time, memory of ngxscope, and what requests feel meanwhile. `make
# bench` builds first. Close everything else: numbers of a busy machine say nothing.
#
# HEAP_MB   size of the heap in MiB, of objects of 70 bytes each (1024)
# RUNS      how often each is measured (3)
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
megabytes=${HEAP_MB:-1024}
runs=${RUNS:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
sample=$work/sample

cleanup() {
  [ ! -e "$sample/run" ] || samples/bin/sample-nginx stop --prefix "$sample" || true
  rm -rf "$work"
}
trap cleanup EXIT

# Runs ngxscope heap; prints its wall time in seconds and the most memory that it had, in MiB.
look() {
  local begin end pid most=0 now
  begin=$(date +%s%N)
  ./ngxscope heap -p "$worker" --json "$@" >"$work/heap.json" 2>"$work/heap.err" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
    [ "${now:-0}" -le "$most" ] || most=$now
    sleep 0.05
  done
  if ! wait "$pid"; then
    cat "$work/heap.err" >&2
    exit 7
  fi
  end=$(date +%s%N)
  awk -v ns=$((end - begin)) -v kib="$most" 'BEGIN { printf "%.1f %.0f", ns / 1e9, kib / 1024 }'
}

number() {
  sed -n "s/^ *\"$1\" : \\([0-9.]*\\),*\$/\\1/p" "$work/heap.json" | head -n 1
}

mkdir -m 700 "$sample"
samples/bin/sample-nginx start leak --prefix "$sample" >"$work/started"
port=$(sed -n 's/^port=//p' "$work/started")
worker=$(sed -n 's/^workers=//p' "$work/started")
curl -fsS "http://127.0.0.1:$port/fill?mb=$megabytes" >/dev/null

echo "a Lua heap of $megabytes MiB, $(nproc) processors, load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
echo
echo "| options | seconds | MiB of ngxscope | copied MiB | copying ms | worker stopped ms | objects |"
echo "|---|---|---|---|---|---|---|"
for option in "" --pause; do
  for ((i = 0; i < runs; i++)); do
    # shellcheck disable=SC2086 # no word or one
    read -r seconds memory <<<"$(look $option)"
    printf '| %s | %s | %s | %d | %s | %s | %s |\n' "${option:-none}" "$seconds" "$memory" \
      "$(($(number copied_bytes) >> 20))" "$(number copy_ms)" "$(number stop_ms)" "$(number objects)"
  done
done

echo
echo "requests while the heap is looked at: wrk -t 1 -c 4, 10 s, /hello"
echo
wrk -t 1 -c 4 -d 10s --latency "http://127.0.0.1:$port/hello" >"$work/untraced"
(
  end=$((SECONDS + 9))
  while [ "$SECONDS" -lt "$end" ]; do ./ngxscope heap -p "$worker" --json >/dev/null; done
) &
looks=$!
wrk -t 1 -c 4 -d 10s --latency "http://127.0.0.1:$port/hello" >"$work/traced"
wait "$looks"
for which in untraced traced; do
  awk -v which="$which" '/99%/ { p99 = $2 } /requests in/ { n = $1 } /Non-2xx|Socket errors/ { failed = $0 }
    END { printf "%s: p99 %s, %d requests, failed: %s\n", which, p99, n, failed ? failed : "none" }' "$work/$which"
done
