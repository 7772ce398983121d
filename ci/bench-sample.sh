#!/usr/bin/env bash
# Measures what sampling in the kernel costs a worker: pairs of equal wrk runs, one untraced and one traced, in
# alternating order. What counts is processor time of the worker per request: requests per second also tell how much the
# load generator and the tracer take from each other. Of what cannot be told from noise that way, the kernel's own account
# tells the part that is certain: the time that the probes ran (`run_time_ns` of BPF programs, counted while
# kernel.bpf_stats_enabled is 1), in percent of the worker's. `make bench` builds first. Close everything else.
#
# PAIRS    pairs of runs for each path and way (5)
# SECONDS_EACH   length of a run (3)
# PIN      1: the worker runs on the first processor, the load generator on the last one (1); 0: the kernel places both
# PATHS    what wrk asks for: hello is answered without Lua, heavy by a fixed amount of Lua ("hello heavy")
# WAYS     which captures ("profile-99 profile-999 block-watch block-sample offcpu perf-profile-99 perf-block perf-offcpu")
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
pairs=${PAIRS:-5}
seconds=${SECONDS_EACH:-3}
pin=${PIN:-1}
read -r -a paths <<<"${PATHS:-hello heavy}"
read -r -a ways <<<"${WAYS:-profile-99 profile-999 block-watch block-sample offcpu perf-profile-99 perf-block perf-offcpu}"
connections=16
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
sample=
capture=

counting=/proc/sys/kernel/bpf_stats_enabled
counted=$(cat "$counting")

cleanup() {
  echo "$counted" >"$counting"
  [ -z "$capture" ] || kill "$capture" 2>/dev/null || true
  [ -z "$sample" ] || samples/bin/sample-nginx stop --prefix "$sample" || true
  rm -rf "$work"
}
trap cleanup EXIT

start_sample() {
  sample=$work/sample
  mkdir -m 700 "$sample"
  samples/bin/sample-nginx start blocking --prefix "$sample" --workers 1 >"$work/started"
  port=$(sed -n 's/^port=//p' "$work/started")
  worker=$(sed -n 's/^workers=//p' "$work/started")
  generator=(wrk)
  if [ "$pin" = 1 ]; then
    taskset -p -c 0 "$worker" >"$work/pinned"
    generator=(taskset -c "$(($(nproc) - 1))" wrk)
  fi
}

# Starts a capture and returns when it says that it watches.
start_capture() {
  local tries words
  case $1 in
    perf-profile-*) words=(profile --backend perf --hz "${1#perf-profile-}") ;;
    perf-*) words=("${1#perf-}" --backend perf) ;;
    profile-*) words=(profile --hz "${1#profile-}") ;;
    block-*) words=(block --gear "${1#block-}") ;;
    *) words=("$1") ;;
  esac
  ./ngxscope "${words[@]}" -p "$worker" -d 10m --json >"$work/capture.json" 2>"$work/capture.err" &
  capture=$!
  for ((tries = 0; tries < 600; tries++)); do
    if grep -q 'watching;' "$work/capture.err"; then
      return
    fi
    kill -0 "$capture" 2>/dev/null || break
    sleep 0.05
  done
  cat "$work/capture.err" >&2
  echo "bench: ngxscope did not begin to watch" >&2
  exit 7
}

stop_capture() {
  kill "$capture" # a shell without job control has its children ignore SIGINT
  wait "$capture"
  capture=
}

# Nanoseconds that the probes of the capture have run.
probe_nanos() {
  local tracer
  for tracer in $(pgrep -P "$capture" -x bpftrace); do
    cat "/proc/$tracer"/fdinfo/*
  done 2>/dev/null | awk '/^run_time_ns/ { sum += $2 } END { printf "%.0f", sum }'
}

quality() {
  sed -n "s/^ *\"$1\" : \\([0-9.]*\\),*\$/\\1/p" "$work/capture.json" | head -n 1
}

# Prints "requests-per-second microseconds-of-cpu-per-request nanoseconds-of-cpu".
load() {
  local before after
  read -r before _ <"/proc/$worker/schedstat"
  "${generator[@]}" -t 1 -c "$connections" -d "${seconds}s" "http://127.0.0.1:$port/$1" >"$work/wrk"
  read -r after _ <"/proc/$worker/schedstat"
  if grep -qE 'Non-2xx|Socket errors' "$work/wrk"; then
    cat "$work/wrk" >&2
    echo "bench: requests failed" >&2
    exit 7
  fi
  awk -v nanos=$((after - before)) '
    /requests in/ { requests = $1 }
    /Requests\/sec/ { rate = $2 }
    END { printf "%.0f %.3f %.0f\n", rate, nanos / requests / 1000, nanos }' "$work/wrk"
}

traced() {
  local before after
  start_capture "$1"
  sleep 1 # a capture lasts longer than its start: that is not what is compared here
  echo 1 >"$counting"
  before=$(probe_nanos)
  load "$2" >>"$work/traced"
  after=$(probe_nanos)
  echo "$counted" >"$counting"
  awk -v probes=$((after - before)) 'END { printf "%.4f\n", probes / $3 * 100 }' "$work/traced" >>"$work/probes"
  stop_capture
  echo "$(quality unwound) $(quality not_unwound) $(quality lost)" >>"$work/quality"
}

# Median and range of a column of a file.
summary() {
  awk -v c="$2" '{ print $c }' "$1" | sort -g | awk -v format="$3" '
    { v[NR] = $1 }
    END {
      m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
      printf format " (" format " .. " format ")", m, v[1], v[NR]
    }'
}

# Median of the change from untraced to traced, in percent, pair by pair, and the interval that holds the true median
# with 95 % certainty: that between two ranks (binomial distribution, normal approximation). It is the noise.
change() {
  paste -d ' ' "$work/untraced" "$work/traced" |
    awk -v c="$1" '{ printf "%.4f\n", ($(c + 3) / $c - 1) * 100 }' | sort -g | awk '
    { v[NR] = $1 }
    END {
      m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
      low = int((NR - 1.96 * sqrt(NR)) / 2)
      if (low < 1) low = 1
      printf "%+.1f %% (%+.1f .. %+.1f)", m, v[low], v[NR + 1 - low]
    }'
}

compare() {
  local way=$1 path=$2 i
  rm -f "$work/untraced" "$work/traced" "$work/quality" "$work/probes"
  for ((i = 0; i < pairs; i++)); do
    if ((i % 2 == 0)); then
      load "$path" >>"$work/untraced" && traced "$way" "$path"
    else
      traced "$way" "$path" && load "$path" >>"$work/untraced"
    fi
  done
  echo "| $way | /$path | $(summary "$work/untraced" 2 %.2f) | $(summary "$work/traced" 2 %.2f) | $(change 2) |" \
    "$(summary "$work/probes" 1 '%.2f %%') |" \
    "$(awk '{ a += $1; b += $2; l += $3 } END { printf "%d of %d, %d lost", a, a + b, l }' "$work/quality") |"
}

echo "$pairs pairs of ${seconds} s, 1 worker, wrk -t 1 -c $connections; microseconds of the worker's processor time per" \
  "request, median (lowest .. highest); load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
echo
echo "| capture | path | untraced | traced | change, median (95 %) | in probes | complete stacks |"
echo "|---|---|---|---|---|---|---|"
start_sample
for path in "${paths[@]}"; do
  load "$path" >/dev/null # warm
  for way in "${ways[@]}"; do
    compare "$way" "$path"
  done
done
