#!/usr/bin/env bash
# Measures folding and rendering against flamegraph.pl and async-profiler's converter: 200,000 different stacks, 46 MB of
# folded text, the same on every machine. Both are fetched for the measurement and not kept. The programs take turns, so
# that what else the machine does hits all of them; of each the best run counts. `make bench` builds first.
#
# STACKS       how many different stacks (200000)
# RUNS         rounds in which every program runs once (5)
# FLAMEGRAPH   flamegraph.pl, if it is there already
# COLLAPSE     stackcollapse-perf.pl, if it is there already
# CONVERTER    the converter's jar, if it is there already
# LARGE        0 leaves out the file of 1 GB
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
stacks=${STACKS:-200000}
runs=${RUNS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
trap 'rm -rf "$work"' EXIT
folded=$work/stacks.folded
flamegraph=${FLAMEGRAPH:-$work/flamegraph.pl}
collapse=${COLLAPSE:-$work/stackcollapse-perf.pl}
converter=${CONVERTER:-$work/async-profiler-converter-3.0.jar}
failed=0

script() {
  [ -r "$1" ] || curl -fsSL -m 60 -o "$1" \
    "https://raw.githubusercontent.com/brendangregg/FlameGraph/master/$2" 2>/dev/null || rm -f "$1"
}

fetch() {
  script "$flamegraph" flamegraph.pl
  script "$collapse" stackcollapse-perf.pl
  [ -r "$converter" ] || ./mvnw -q dependency:copy -Dartifact=tools.profiler:async-profiler-converter:3.0 \
    -DoutputDirectory="$work" >/dev/null 2>&1 || true
}

# One run: seconds that went by, seconds of processor time, and the most memory in MiB. The best one is kept.
measure() {
  local name=$1 output=$2
  shift 2
  perl -MTime::HiRes=time,sleep -e '
    my ($result, $output, @command) = @ARGV;
    my @before = times;
    my ($start, $peak) = (time, 0);
    my $pid = fork // die "fork: $!";
    if (!$pid) { open STDOUT, ">", $output; open STDERR, ">", "/dev/null"; exec @command; die }
    while (waitpid($pid, 1) == 0) {
      if (open my $status, "<", "/proc/$pid/status") {
        /^VmHWM:\s+(\d+)/ and $peak = $1 > $peak ? $1 : $peak while <$status>;
      }
      sleep 0.01;
    }
    die "@command failed\n" if $?;
    my @after = times;
    my @run = (time - $start, $after[2] + $after[3] - $before[2] - $before[3], $peak / 1024);
    my @best = -e $result ? do { open my $old, "<", $result; split " ", <$old> } : @run;
    $best[$_] = $run[$_] < $best[$_] ? $run[$_] : $best[$_] for 0 .. 1;
    $best[2] = $run[2] if $run[2] > $best[2];
    open my $out, ">", $result or die; printf $out "%.2f %.2f %.0f\n", @best;
  ' "$work/$name.result" "$output" "$@"
}

row() {
  local name=$1 file=$2 elapsed cpu memory
  read -r elapsed cpu memory <"$work/$name.result"
  printf '%-44s %8s s %8s s %6s MiB %8.1f MB\n' "$3" "$elapsed" "$cpu" "$memory" "$(($(stat -c %s "$file") / 100000))e-1"
}

# How many times as long as ours the other took, and whether that is as much as we want.
ratio() {
  paste -d ' ' "$work/$1.result" "$work/$2.result" |
    awk -v what="$3" -v goal="$4" '{ printf "%s: %.1f times as fast (processor time: %.1f times); goal %s times: %s\n",
      what, $1 / $4, $2 / $5, goal, $1 / $4 >= goal ? "met" : "missed" }'
}

# Whether a number is as small as we want.
atmost() {
  if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }'; then
    echo "$1: $2, at most $3 wanted: met"
  else
    echo "$1: $2, at most $3 wanted: missed"
    failed=1
  fi
}

compare() {
  local round
  for ((round = 0; round < runs; round++)); do
    measure svg /dev/null ./ngxscope flame "$folded" -o "$work/ours.svg" --force
    measure html /dev/null ./ngxscope flame "$folded" -o "$work/ours.html" --force
    [ ! -r "$flamegraph" ] || measure perl "$work/perl.svg" perl "$flamegraph" "$folded"
    [ ! -r "$converter" ] || measure async "$work/async.log" java -cp "$converter" FlameGraph "$folded" "$work/async.html"
  done
}

# How long after it was asked for the page of all these stacks is drawn, by the browser's own clock.
paint() {
  if ! command -v chromium >/dev/null; then
    echo "no chromium: when the page is drawn was not measured"
  elif ./mvnw -pl cli -am verify -Dtest='none*' -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=PaintIT \
    -Dfailsafe.failIfNoSpecifiedTests=false -Dpaint.page="$work/ours.html" -Dpaint.limit.ms=1000 >"$work/paint.log" 2>&1; then
    grep -m 1 '^paint:' "$work/paint.log"
  else
    grep -m 1 '^paint:' "$work/paint.log" || tail -n 5 "$work/paint.log"
    echo "that is more than 1000 ms"
    failed=1
  fi
}

# 22 copies of the stacks, each with a root of its own: 1 GB, 4.4 million different stacks, in a machine of 2 GiB.
large() {
  local copy elapsed cpu memory
  mkfifo "$work/large"
  for copy in $(seq 22); do sed "s/^/copy_$copy;/" "$folded"; done >"$work/large" &
  NGXSCOPE_JAVA_OPTS="-XX:MaxRAM=2g -XX:MaxRAMPercentage=60" measure large /dev/null \
    ./ngxscope flame "$work/large" -o "$work/large.html"
  wait $!
  read -r elapsed cpu memory <"$work/large.result"
  echo "1 GB of folded stacks: $elapsed s, processor $cpu s, page of $(stat -c %s "$work/large.html") bytes"
  atmost "its memory in MiB" "$memory" 2048
}

# Folding of perf script's text is that of stackcollapse-perf.pl, byte by byte, for every option.
folding() {
  local option text=$work/perf.script
  # shellcheck disable=SC2016 # Perl
  if ! [ -r "$collapse" ] || ! perf record -q -e cpu-clock -g -o "$work/perf.data" -- perl -e '$i++ while time < $^T + 2' \
    >/dev/null 2>&1; then
    echo "stackcollapse-perf.pl or perf is missing: folding was not compared"
    return
  fi
  perf script -i "$work/perf.data" 2>/dev/null >"$text"
  for option in "" --pid --tid --kernel --jit --all --addrs "--pid --kernel --addrs" "--event-filter=cpu-clock"; do
    # shellcheck disable=SC2086 # several options
    perl "$collapse" $option "$text" 2>/dev/null | sort >"$work/theirs"
    # shellcheck disable=SC2086
    ./ngxscope flame ${option/=/ } "$text" -o "$work/ours.folded" --force 2>/dev/null
    if sort "$work/ours.folded" | cmp -s - "$work/theirs"; then
      echo "folded as stackcollapse-perf.pl does: ${option:-no option}, $(wc -l <"$work/theirs") stacks"
    else
      echo "folded otherwise than stackcollapse-perf.pl: ${option:-no option}"
      failed=1
    fi
  done
}

fetch
perl ci/bench-stacks.pl "$stacks" >"$folded"
echo "$(wc -l <"$folded") different stacks, $(stat -c %s "$folded") bytes; best of $runs rounds; load $(cut -d ' ' -f 1 /proc/loadavg)"
compare
printf '%-44s %10s %10s %10s %11s\n' program elapsed processor memory output
row svg "$work/ours.svg" "ngxscope flame -o x.svg"
row html "$work/ours.html" "ngxscope flame -o x.html"
if [ -r "$flamegraph" ]; then
  row perl "$work/perl.svg" flamegraph.pl
  ratio perl svg "against flamegraph.pl" 10
else
  echo "flamegraph.pl could not be fetched: not compared (FLAMEGRAPH=file)"
fi
if [ -r "$converter" ]; then
  row async "$work/async.html" "async-profiler converter 3.0"
  ratio async html "against async-profiler's converter" 3
  atmost "size of the page against that of async-profiler's" \
    "$(awk -v a="$(stat -c %s "$work/ours.html")" -v b="$(stat -c %s "$work/async.html")" 'BEGIN { printf "%.2f", a / b }')" 0.5
else
  echo "async-profiler's converter could not be fetched: not compared (CONVERTER=file)"
fi
paint
folding
[ "${LARGE:-1}" = 0 ] || large
exit "$failed"
