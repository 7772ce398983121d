#!/usr/bin/env bash
# Leaves the agent alone with samples that misbehave in known ways, through two reloads and one full disk, and checks
# that each incident was captured once, with the seconds before it, within the budgets: `ci/agent-soak.sh [SECONDS]`
# (1800; 240 at least). Root, for a small disk of its own. Prints a table; exits with 1 if something is not as it should be.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
seconds=${1:-1800}
ngxscope=${NGXSCOPE:-./ngxscope}
max_rss_kib=$((200 * 1024))
max_disk_kib=$((40 * 1024))
[ "$seconds" -ge 240 ] || { echo "agent-soak: 240 seconds at least" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-soak-XXXXXXXX")
agent=
mounted=
children=()
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local pid
  for pid in "${children[@]}" ${agent:+"$agent"}; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for sample in blocking leak; do samples/bin/sample-nginx stop --prefix "$work/$sample" >/dev/null 2>&1 || true; done
  [ -z "$mounted" ] || umount "$work/bundles" || true
  rm -rf -- "$work"
}
trap cleanup EXIT

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
started=$SECONDS
# Sleeps until that many thousandths of the run are over.
at() {
  local until=$((started + seconds * $1 / 1000))
  while [ "$SECONDS" -lt "$until" ]; do sleep 1; done
}

port_of() { sed -n 's/^port=//p' "$work/$1.started"; }
master_of() { sed -n 's/^master=//p' "$work/$1.started"; }
get() { curl -s -o "$work/answer" --max-time 60 "http://127.0.0.1:$(port_of "$1")$2" || true; }

for sample in blocking leak; do
  mkdir "$work/$sample"
  samples/bin/sample-nginx start "$sample" --workers 2 --prefix "$work/$sample" >"$work/$sample.started"
done
mkdir "$work/bundles"
mount -t tmpfs -o size=96m,mode=700 tmpfs "$work/bundles"
mounted=yes
mkfifo "$work/access"

# One window of growth fits into a third of the run.
window=$((seconds / 12))
"$ngxscope" agent -p "$(master_of blocking),$(master_of leak)" --dir "$work/bundles" --max-disk 40m --keep-free 4m \
  --max-per-day 50 --cool-down 2h --before 15s --after 5s --control "$work/agent.sock" --touch "$work/touch" \
  --access-log "$work/access" --when 'block>200ms' --when 'cpu>30%/15s' --when "gc>2m/${window}s" \
  --when '5xx>20%/10s' >"$work/out" 2>"$work/log" &
agent=$!
for _ in $(seq 100); do
  [ "$(grep -c '"event":"worker_attached"' "$work/log" || true)" -lt 4 ] || break
  sleep 0.2
done
say "agent $agent watches $(grep -c worker_attached "$work/log") workers; $seconds s"
ticks() { awk '{ print $14 + $15 }' "/proc/$agent/stat"; }
rss() { awk '/VmHWM/ { print $2 }' "/proc/$agent/status"; }

# What is normal: short requests all the time, and a heap that grows and is collected.
( while :; do get blocking /fast; get leak /render; sleep 0.5; done ) &
children+=($!)

at 40
quiet_from=$(ticks) quiet_start=$SECONDS
at 160
quiet_cpu=$(echo "scale=2; ($(ticks) - $quiet_from) / ($SECONDS - $quiet_start)" | bc)
say "quiet: $quiet_cpu % of a processor"

say "incident: os.execute"; get blocking '/block/execute?ms=400'
at 200; say "incident: two modules deep, three times"
for _ in 1 2 3; do get blocking '/block/shop?ms=300'; sleep 1; done
at 240; say "incident: interpreted code"; get blocking '/block/cpu-interpreted?ms=500'
at 280; say "first reload"; kill -HUP "$(master_of blocking)"
at 320; say "incident: sort"; get blocking '/block/sort?ms=400'
say "the same again, by a new worker: no incident"; get blocking '/block/shop?ms=300'
at 380; say "incident: a full disk, and json meanwhile"
dd if=/dev/zero of="$work/bundles/filler" bs=1M count=85 status=none || true
get blocking '/block/json?ms=500'
at 450; say "room again"; rm "$work/bundles/filler"
at 480; say "second reload"; kill -HUP "$(master_of blocking)"
at 520; say "incident: a timer"; get blocking '/block/timer?ms=300'
at 560; say "incident: errors in the access log"
( for _ in $(seq 40); do echo '1.2.3.4 - - [x] "GET / HTTP/1.1" 502 150 "-" "curl"'; done >"$work/access" ) &
children+=($!)
at 600; say "asked for: file, signal, order"
touch "$work/touch"; sleep 2; kill -USR1 "$agent"; sleep 2
"$ngxscope" agent capture soak --control "$work/agent.sock" >/dev/null
at 640; say "incident: much work without blocks, for $((seconds / 10)) s"
timeout $((seconds / 10 + 20)) wrk -t1 -c4 -d$((seconds / 10))s "http://127.0.0.1:$(port_of blocking)/heavy" >/dev/null &
children+=($!)
at 760; say "incident: a leak"
( while :; do get leak "/keep/visits/$RANDOM$RANDOM?n=40"; sleep 0.1; done ) &
children+=($!)
at 985
sleep 8 # the last capture ends and is written
peak=$(rss)
total_cpu=$(echo "scale=2; $(ticks) / ($SECONDS - $started)" | bc)
used_kib=$(du -sk "$work/bundles" | cut -f1)
cp "$work/log" "${SOAK_LOG:-$work/log.copy}"

failed=0
row() { printf '| %-46s | %-8s | %s |\n' "$1" "$2" "$3"; }
check() {
  local what=$1 pattern=$2 wanted=$3 found early
  local files
  mapfile -t files < <(grep -lE "$pattern" "$work"/bundles/*/summary.txt 2>/dev/null || true)
  found=${#files[@]}
  early=$(for f in "${files[@]}"; do
    jq -r '(.trigger_unix_ms - .start_unix_ms) / 1000' "${f%summary.txt}bundle.json"
  done | sort -n | head -n 1)
  if [ "$found" = "$wanted" ] && [ "$(echo "${early:-0} >= 10" | bc)" = 1 ]; then
    row "$what" yes "$found bundle, ${early} s before"
  else
    row "$what" NO "$found bundles (wanted $wanted), ${early:-0} s before"
    failed=1
  fi
}
limit() {
  if [ "$(echo "$2 <= $3" | bc)" = 1 ]; then row "$1" yes "$2 (limit $3)"; else row "$1" NO "$2 (limit $3)"; failed=1; fi
}
echo
row "planted" "caught" "evidence"
row "---" "---" "---"
check "os.execute" '^block.*process\.lua' 1
check "two modules deep (3 times, and after a reload)" '^block.*pricing\.lua' 1
check "interpreted code" '^block.*blockers/cpu\.lua' 1
check "sort" '^block.*sorting\.lua' 1
check "json, while the disk was full" '^block.*plain_json\.lua' 1
check "a timer, after the second reload" '^block.*phases\.lua' 1
check "errors in the access log" '^5xx' 1
check "a touched file" '^the file was touched' 1
check "SIGUSR1" '^SIGUSR1' 1
check "an order" '^capture soak' 1
check "processor without blocks" '^cpu' 1
check "growing Lua heap" '^gc' 1
limit "all bundles" "$(find "$work/bundles" -mindepth 1 -maxdepth 1 -type d -name '2*' | wc -l)" 12
limit "processor while nothing happens, %" "$quiet_cpu" 1
limit "peak memory, KiB" "$peak" "$max_rss_kib"
limit "disk, KiB" "$used_kib" "$max_disk_kib"
row "processor over all, start and bundles included, %" "" "$total_cpu"
if grep -q disk_full "$work/log"; then row "the full disk was noticed" yes ""; else row "the full disk was noticed" NO ""; failed=1; fi
kill "$agent"
if wait "$agent"; then row "ends well on SIGTERM" yes "status 0"; else row "ends well on SIGTERM" NO ""; failed=1; fi
agent=
exit $failed
