#!/usr/bin/env bash
# The sample's coroutines park and go on parking, while others are answered.
source "$(dirname "$0")/../lib/http-test.bash"

start_nginx parked
request /park/timer
[ "$status" = 200 ]

for what in receive line sleep semaphore subrequest wrapped; do
  if curl --silent --max-time 0.3 "$base/park/$what" >/dev/null; then
    echo "/park/$what was answered"
    exit 1
  fi
done

curl --silent --max-time 0.3 "$base/park/many?n=40" >/dev/null || true
request /asleep
[ "$(cat "$body")" = 40 ]
