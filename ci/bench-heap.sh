#!/usr/bin/env bash
# Measures what a look at a large Lua heap costs: time, memory of ngxscope, and what requests feel meanwhile. `make
# bench` builds first. Close everything else: numbers of a busy machine say nothing.
#
# HEAP_MB   size of the heap in MiB, of objects of 70 bytes each (1024)
# RUNS      how often each is measured (3)
# SECONDS_EACH, LATENCY_MB   length of a round of requests (6), heap while it runs (50)
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
for option in "" "--pause --max-pause 60s"; do
  for ((i = 0; i < runs; i++)); do
    # shellcheck disable=SC2086 # words, or none
    read -r seconds memory <<<"$(look $option)"
    printf '| %s | %s | %s | %d | %s | %s | %s |\n' "${option:-none}" "$seconds" "$memory" \
      "$(($(number copied_bytes) >> 20))" "$(number copy_ms)" "$(number stop_ms)" "$(number objects)"
  done
done

# One round of requests; prints the 99th percentile in microseconds.
requests() {
  wrk -t 1 -c 4 -d "${seconds}s" --latency "http://127.0.0.1:$port/$1" >"$work/wrk"
  if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then
    echo "requests failed:" >&2
    cat "$work/wrk" >&2
    exit 7
  fi
  awk '/99%/ { us = $2; if (us ~ /ms$/) f = 1000; else if (us ~ /us$/) f = 1; else f = 1000000; printf "%.0f", us * f }' "$work/wrk"
}

# The middle one of some numbers.
middle() {
  sort -n | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'
}

seconds=${SECONDS_EACH:-6}
samples/bin/sample-nginx stop --prefix "$sample"
rm -rf "$sample"
mkdir -m 700 "$sample"
samples/bin/sample-nginx start leak --prefix "$sample" >"$work/started"
port=$(sed -n 's/^port=//p' "$work/started")
worker=$(sed -n 's/^workers=//p' "$work/started")
curl -fsS "http://127.0.0.1:$port/fill?mb=${LATENCY_MB:-50}" >/dev/null

echo
echo "99th percentile of requests, wrk -t 1 -c 4, $runs pairs of $seconds s, a heap of ${LATENCY_MB:-50} MiB"
echo
echo "| requests | what runs | untraced us | traced us | ratio |"
echo "|---|---|---|---|---|"
for path in hello render; do
  for what in "heap" "leak --gear watch" "leak --gear sample"; do
    : >"$work/untraced"
    : >"$work/traced"
    for ((i = 0; i < runs; i++)); do
      requests "$path" >>"$work/untraced"
      echo >>"$work/untraced"
      more=
      [ "$what" = heap ] || more="-d $((seconds + 2))s"
      # shellcheck disable=SC2086 # words
      ./ngxscope $what -p "$worker" $more --json >/dev/null 2>"$work/err" &
      pid=$!
      sleep 2 # attaching is over
      requests "$path" >>"$work/traced"
      echo >>"$work/traced"
      wait "$pid"
    done
    a=$(middle <"$work/untraced")
    b=$(middle <"$work/traced")
    awk -v p="$path" -v w="$what" -v a="$a" -v b="$b" \
      'BEGIN { printf "| /%s | %s | %d | %d | %.2f |\n", p, w, a, b, b / a }'
  done
done
