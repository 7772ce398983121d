#!/usr/bin/env bash
# The intern sample makes as many strings as it says, and survives its own errors.
source "$(dirname "$0")/../lib/http-test.bash"

start_nginx intern
for kind in unique last middle; do
  for _ in {1..3}; do
    request "/store/$kind"
    [ "$status" = 200 ]
  done
done
request "/keys?n=500"
request "/again?n=500"
request "/flood?n=91"
request /truth
grep -x 'calls 1100' "$body"
grep -x 'hits 500' "$body"
grep -x 'misses 600' "$body"

request '/faults?large=1'
[ "$status" = 200 ]
request "/prices?ms=1"
[ "$(cat "$body")" = dear ]

for how in yield "done" sleep; do
  request "/run/$how?ms=2"
  [ "$status" = 200 ]
done
request "/run/error?ms=2"
[ "$status" = 500 ]
