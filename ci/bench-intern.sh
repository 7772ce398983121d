#!/usr/bin/env bash
# Measures what interning costs for large values that are alike and for such that are not, what tracing it costs, and that
# the worker is as fast as before when tracing has ended. `make bench` builds first. Close everything else: numbers of a
# busy machine say nothing.
#
# KINDS     locations of samples/intern ("store/unique store/last store/middle keys flood prices")
# SECONDS_  of each measurement (3)
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
read -ra kinds <<<"${KINDS:-store/unique store/last store/middle keys flood prices}"
seconds=${SECONDS_:-3}
ngxscope=${NGXSCOPE:-./ngxscope}
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
sample=$work/sample

stop() {
  [ ! -e "$sample/run" ] || samples/bin/sample-nginx stop --prefix "$sample" || true
  rm -rf "$sample"
}
trap 'stop; rm -rf "$work"' EXIT

# Requests a second that wrk has reported, and how many of them failed.
counted() {
  awk '/Requests\/sec/ { rate = $2 } /Non-2xx/ { failed += $NF } /Socket errors/ { failed += 1 }
    END { printf "%.0f %d\n", rate, failed }' "$work/wrk"
}

load() {
  wrk -t 1 -c 2 -d "$1s" "http://127.0.0.1:$port/$kind" >"$work/wrk"
}

# Runs ngxscope intern under load; the load ends with it.
traced() {
  wrk -t 1 -c 2 -d 600s "http://127.0.0.1:$port/$kind" >"$work/wrk" &
  local wrk=$!
  sleep 0.5
  "$ngxscope" intern -p "$worker" --json -d "$((seconds * 2))s" "$@" >"$work/intern.json" 2>"$work/intern.err" ||
    cat "$work/intern.err" >&2
  kill -INT "$wrk"
  wait "$wrk" || true
}

value() {
  jq -r "$1 // \"-\"" "$work/intern.json"
}

echo "one worker, wrk -t 1 -c 2, $(nproc) processors, load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
echo
echo "| kind | requests/s | CPU in interning | hash | compare | copy | longest chain | compares/s | ns a KiB compared | failed while every call was counted | requests/s after |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
for kind in "${kinds[@]}"; do
  mkdir -m 700 "$sample"
  samples/bin/sample-nginx start intern --prefix "$sample" >"$work/started"
  port=$(sed -n 's/^port=//p' "$work/started")
  worker=$(sed -n 's/^workers=//p' "$work/started")
  load 1
  load "$seconds"
  read -r before _ <<<"$(counted)"
  traced --gear sample
  percent=$(value .intern.share.cpu_percent)
  hash=$(value .intern.share.hash)
  compare=$(value .intern.share.compare)
  copy=$(value .intern.share.copy)
  chain=$(value .intern.chain.max)
  traced --gear exact --max-overhead 50
  read -r _ failed <<<"$(counted)"
  compares=$(jq -r '.intern.calls | if . == null or .counted_ms == 0 then "-" else .compares * 1000 / .counted_ms | round end' "$work/intern.json")
  cost=$(jq -r '.intern | if .calls == null or .calls.compared_bytes == 0 then "-"
    else .share.compare / 100 * .calls.counted_ms * 1e6 / (.calls.compared_bytes / 1024) | round end' "$work/intern.json")
  sleep 1
  load "$seconds"
  read -r after _ <<<"$(counted)"
  echo "| $kind | $before | $percent % | $hash % | $compare % | $copy % | $chain | $compares | $cost | $failed | $after |"
  stop
done
