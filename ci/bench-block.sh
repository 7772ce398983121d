#!/usr/bin/env bash
# Measures what `ngxscope block` costs: pairs of equal wrk runs, one untraced and one traced, in alternating order, and
# the processor time of ngxscope itself for idle and busy workers. `make bench` builds first. Close everything else:
# numbers of a busy machine say nothing.
#
# PAIRS    pairs of runs for each path (7)
# SECONDS_EACH   length of a run (3)
# PATHS    what wrk asks for: hello is answered without Lua, fast by a little Lua ("hello fast")
# WORKERS  numbers of workers for which ngxscope's own cost is measured ("1 8")
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
pairs=${PAIRS:-7}
seconds=${SECONDS_EACH:-3}
read -r -a paths <<<"${PATHS:-hello fast}"
read -r -a worker_counts <<<"${WORKERS:-1 8}"
connections=16
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
sample=
capture=

cleanup() {
  [ -z "$capture" ] || kill "$capture" 2>/dev/null || true
  [ -z "$sample" ] || samples/bin/sample-nginx stop --prefix "$sample" || true
  rm -rf "$work"
}
trap cleanup EXIT

# ---- the sample ----

start_sample() {
  sample=$work/sample
  mkdir -m 700 "$sample"
  samples/bin/sample-nginx start blocking --prefix "$sample" --workers "$1" >"$work/started"
  port=$(sed -n 's/^port=//p' "$work/started")
  master=$(sed -n 's/^master=//p' "$work/started")
  # shellcheck disable=SC2046 # one word a worker
  set -- $(sed -n 's/^workers=//p' "$work/started" | tr ',' ' ')
  workers=("$@")
}

stop_sample() {
  samples/bin/sample-nginx stop --prefix "$sample"
  rm -rf "$sample"
  sample=
}

# ---- one run ----

# Nanoseconds on a processor of all workers: the first number of /proc/PID/schedstat.
cpu_nanos() {
  local pid nanos sum=0
  for pid in "${workers[@]}"; do
    read -r nanos _ <"/proc/$pid/schedstat"
    sum=$((sum + nanos))
  done
  echo "$sum"
}

# Starts a capture and returns when it looks at the last worker: it has the worker's file open then.
start_capture() {
  local last=${workers[-1]} tries
  ./ngxscope block -p "$master" -d 10m --json >"$work/capture.json" 2>"$work/capture.err" &
  capture=$!
  for ((tries = 0; tries < 400; tries++)); do
    if [ -n "$(find "/proc/$capture/fd" -lname "/proc/$last/syscall" 2>/dev/null)" ]; then
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

quality() {
  sed -n "s/^ *\"$1\" : \\([0-9.]*\\),*\$/\\1/p" "$work/capture.json" | head -n 1
}

# Prints "requests-per-second microseconds-of-cpu-per-request".
load() {
  local before after
  before=$(cpu_nanos)
  wrk -t 1 -c "$connections" -d "${seconds}s" "http://127.0.0.1:$port/$1" >"$work/wrk"
  after=$(cpu_nanos)
  if grep -qE 'Non-2xx|Socket errors' "$work/wrk"; then
    cat "$work/wrk" >&2
    echo "bench: requests failed" >&2
    exit 7
  fi
  awk -v nanos=$((after - before)) '
    /requests in/ { requests = $1 }
    /Requests\/sec/ { rate = $2 }
    END { printf "%.0f %.3f\n", rate, nanos / requests / 1000 }' "$work/wrk"
}

untraced() {
  load "$1" >>"$work/untraced"
}

traced() {
  start_capture
  sleep 1 # a capture lasts longer than its start: that is not what is compared here
  load "$1" >>"$work/traced"
  stop_capture
  printf '%s %s %s\n' "$(quality stops)" "$(quality late_ticks)" "$(grep -c '"open" :' "$work/capture.json" || true)" \
    >>"$work/quality"
}

# ---- numbers ----

# Median and range of a column of a file.
summary() {
  awk -v c="$2" '{ print $c }' "$1" | sort -g | awk -v format="$3" '
    { v[NR] = $1 }
    END {
      m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
      printf format " (" format " .. " format ")", m, v[1], v[NR]
    }'
}

# Median and range of the change from untraced to traced, in percent, pair by pair.
change() {
  paste -d ' ' "$work/untraced" "$work/traced" |
    awk -v c="$1" '{ printf "%.4f\n", ($(c + 2) / $c - 1) * 100 }' >"$work/change"
  summary "$work/change" 1 '%+.1f %%'
}

compare() {
  local path=$1 i
  rm -f "$work/untraced" "$work/traced" "$work/quality"
  load "$path" >/dev/null # warm
  for ((i = 0; i < pairs; i++)); do
    if ((i % 2 == 0)); then
      untraced "$path" && traced "$path"
    else
      traced "$path" && untraced "$path"
    fi
  done
  echo "| /$path | untraced | traced | change, pair by pair |"
  echo "|---|---|---|---|"
  echo "| requests/s | $(summary "$work/untraced" 1 %.0f) | $(summary "$work/traced" 1 %.0f) | $(change 1) |"
  echo "| CPU per request, us | $(summary "$work/untraced" 2 %.2f) | $(summary "$work/traced" 2 %.2f) | $(change 2) |"
  echo
  awk '{ stops += $1; late += $2; blocks += $3 }
    END { printf "traced runs: %d stops, %d late ticks, %d blocks reported\n\n", stops, late, blocks }' "$work/quality"
}

# The processor time of ngxscope itself, in percent of one core, for a capture of ten seconds.
own_cost() {
  local count=$1 what=$2 load_pid=
  start_sample "$count"
  if [ "$what" = busy ]; then
    wrk -t 1 -c $((connections * count)) -d 14s "http://127.0.0.1:$port/fast" >/dev/null &
    load_pid=$!
  fi
  ./ngxscope block -p "$master" -d 10s --json >"$work/capture.json"
  [ -z "$load_pid" ] || wait "$load_pid"
  printf '| %d | %s | %.1f %% | %d | %d |\n' "$count" "$what" \
    "$(awk -v ms="$(quality self_cpu_ms)" 'BEGIN { print ms / 100 }')" "$(quality ticks)" "$(quality late_ticks)"
  stop_sample
}

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  echo "$(nproc) x ${model:-processor}, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
    "Linux $(uname -r), load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
  sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release
  "$(samples/bin/sample-nginx check | sed -n 's/^nginx=//p')" -v 2>&1
  ./ngxscope --version
  echo
}

machine
start_sample 1
for path in "${paths[@]}"; do
  echo "$pairs pairs of ${seconds} s, 1 worker, wrk -t 1 -c $connections, median (lowest .. highest)"
  echo
  compare "$path"
done
stop_sample

echo "processor time of ngxscope itself, tick 1 ms, 10 s, percent of one core"
echo
echo "| workers | load | ngxscope | ticks | late ticks |"
echo "|---|---|---|---|---|"
for count in "${worker_counts[@]}"; do
  own_cost "$count" idle
  own_cost "$count" busy
done
