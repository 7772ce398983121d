#!/usr/bin/env bash
# Measures samples/ffi-runtime: echoes through the library's threads against the same echo over a unix-domain socket.
# `make bench` runs it. Close everything else: numbers of a busy machine say nothing.
#
# REQUESTS      for each row and way (100000)
# SIZES         bytes of a message ("512 4096 10240 102400")
# CONCURRENCY   how many are under way at a time ("16 1")
# ROUNDS        each way is measured so often, in turn; the median counts (3)
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
requests=${REQUESTS:-100000}
read -r -a sizes <<<"${SIZES:-512 4096 10240 102400}"
read -r -a concurrencies <<<"${CONCURRENCY:-16 1}"
rounds=${ROUNDS:-3}
command -v gcc >/dev/null || { echo "bench: gcc is not installed, samples/ffi-runtime is left out" >&2 && exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-bench-XXXXXXXX")
cleanup() {
  samples/bin/sample-nginx stop --prefix "$work/sample" || true
  rm -rf "$work"
}
chmod 711 "$work" # the workers are not root and must get through to their prefix
mkdir "$work/sample"
trap cleanup EXIT
samples/bin/sample-nginx start ffi-runtime --prefix "$work/sample" >"$work/started"
port=$(sed -n 's/^port=//p' "$work/started")

# Appends seconds of one run to a file.
measure() {
  curl -sS "http://127.0.0.1:$port/bench?via=$1&size=$2&requests=$requests&concurrency=$3" >"$work/answer"
  grep -q '"failed":0,' "$work/answer" || { cat "$work/answer" >&2 && exit 7; }
  sed -n 's/.*"seconds":\([0-9.]*\).*/\1/p' "$work/answer" >>"$work/$1"
}

# Microseconds for each request, by the median of the rounds.
median_us() {
  sort -g "$work/$1" | awk -v requests="$requests" '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] / requests * 1e6 }'
}

echo "$requests echoes each, median of $rounds, load before: $(cut -d ' ' -f 1-3 /proc/loadavg)"
echo
echo "| under way | bytes | library, us each | socket, us each | saved each, us | factor |"
echo "|---|---|---|---|---|---|"
for concurrency in "${concurrencies[@]}"; do
  for size in "${sizes[@]}"; do
    rm -f "$work/library" "$work/socket"
    for ((round = 0; round < rounds; round++)); do
      measure library "$size" "$concurrency"
      measure socket "$size" "$concurrency"
    done
    awk -v n="$concurrency" -v size="$size" -v library="$(median_us library)" -v socket="$(median_us socket)" 'BEGIN {
      printf "| %d | %d | %.1f | %.1f | %.1f | %.1f |\n", n, size, library, socket, socket - library, socket / library }'
  done
done
