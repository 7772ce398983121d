#!/usr/bin/env bash
# The long form of SoakIT: `make soak`, or `ci/soak.sh CYCLES`. It ends by itself: each cycle is bounded, and so is all of it.
set -euo pipefail

cycles=${1:-1000}
case $cycles in
  '' | *[!0-9]*) echo "usage: ci/soak.sh [CYCLES]" >&2 && exit 2 ;;
esac
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
log=$(mktemp "${TMPDIR:-/tmp}/ngxscope-soak.XXXXXXXX")
trap 'rm -f "$log"' EXIT

echo "soak: $cycles cycles on $(uname -r), $(bpftrace --version), $(date -u +%Y-%m-%d)"
code=0
timeout --kill-after=30 $((600 + cycles * 3)) ./mvnw -pl cli -am verify -Dsoak.cycles="$cycles" -Dtest=none \
  -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=SoakIT -Dfailsafe.failIfNoSpecifiedTests=false >"$log" 2>&1 || code=$?
grep -h '^soak: ' "$log" cli/target/failsafe-reports/*SoakIT*-output.txt 2>/dev/null || true
if [ "$code" != 0 ]; then
  grep -E 'ERROR|FAIL' "$log" | head -n 30 >&2
  exit "$code"
fi
