#!/usr/bin/env bash
# Measures folding and rendering against flamegraph.pl and async-profiler's converter: 200,000 different stacks, 46 MB of
# folded text, the same on every machine. Both are fetched for the measurement and not kept. `make bench` builds first.
#
# STACKS       how many different stacks (200000)
# RUNS         runs of each program; the best counts (3)
# FLAMEGRAPH   flamegraph.pl, if it is there already
# CONVERTER    the converter's jar, if it is there already
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
stacks=${STACKS:-200000}
runs=${RUNS:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
trap 'rm -rf "$work"' EXIT
folded=$work/stacks.folded
flamegraph=${FLAMEGRAPH:-$work/flamegraph.pl}
converter=${CONVERTER:-$work/async-profiler-converter-3.0.jar}

fetch() {
  [ -r "$flamegraph" ] || curl -fsSL -m 60 -o "$flamegraph" \
    https://raw.githubusercontent.com/brendangregg/FlameGraph/master/flamegraph.pl 2>/dev/null || rm -f "$flamegraph"
  [ -r "$converter" ] || ./mvnw -q dependency:copy -Dartifact=tools.profiler:async-profiler-converter:3.0 \
    -DoutputDirectory="$work" >/dev/null 2>&1 || true
}

# The best of some runs: seconds that went by, seconds of processor time, and the most memory in MiB.
measure() {
  local name=$1 output=$2
  shift 2
  perl -MTime::HiRes=time,sleep -e '
    my ($runs, $output, @command) = @ARGV;
    my @best;
    for (1 .. $runs) {
      my @before = times;
      my ($start, $peak) = (time, 0);
      my $pid = fork // die "fork: $!";
      if (!$pid) { open STDOUT, ">", $output; open STDERR, ">", "/dev/null"; exec @command; die }
      while (waitpid($pid, 1) == 0) {
        if (open my $status, "<", "/proc/$pid/status") {
          /^VmHWM:\s+(\d+)/ and $peak = $1 > $peak ? $1 : $peak while <$status>;
        }
        sleep 0.02;
      }
      die "@command failed\n" if $?;
      my @after = times;
      my @run = (time - $start, $after[2] + $after[3] - $before[2] - $before[3], $peak / 1024);
      @best = @run if !@best || $run[0] < $best[0];
    }
    printf "%.2f %.2f %.0f\n", @best;' "$runs" "$output" "$@" >"$work/$name.result"
}

row() {
  local name=$1 file=$2 elapsed cpu memory
  read -r elapsed cpu memory <"$work/$name.result"
  printf '%-44s %8s s %8s s %6s MiB %8.1f MB\n' "$3" "$elapsed" "$cpu" "$memory" "$(($(stat -c %s "$file") / 100000))e-1"
}

# How many times as long as ours the other took.
ratio() {
  paste -d ' ' "$work/$1.result" "$work/$2.result" |
    awk -v what="$3" '{ printf "%s: %.1f times as fast (processor time: %.1f times)\n", what, $1 / $4, $2 / $5 }'
}

fetch
perl ci/bench-stacks.pl "$stacks" >"$folded"
echo "$(wc -l <"$folded") different stacks, $(stat -c %s "$folded") bytes; best of $runs runs"
printf '%-44s %10s %10s %10s %11s\n' program elapsed processor memory output
measure svg /dev/null ./ngxscope flame "$folded" -o "$work/ours.svg" --force
row svg "$work/ours.svg" "ngxscope flame -o x.svg"
measure html /dev/null ./ngxscope flame "$folded" -o "$work/ours.html" --force
row html "$work/ours.html" "ngxscope flame -o x.html"
if [ -r "$flamegraph" ]; then
  measure perl "$work/perl.svg" perl "$flamegraph" "$folded"
  row perl "$work/perl.svg" flamegraph.pl
  ratio perl svg "against flamegraph.pl"
else
  echo "flamegraph.pl could not be fetched: not compared (FLAMEGRAPH=file)"
fi
if [ -r "$converter" ]; then
  measure async "$work/async.log" java -cp "$converter" FlameGraph "$folded" "$work/async.html"
  row async "$work/async.html" "async-profiler converter 3.0"
  ratio async html "against async-profiler's converter"
else
  echo "async-profiler's converter could not be fetched: not compared (CONVERTER=file)"
fi
