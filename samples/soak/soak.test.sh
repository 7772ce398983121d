#!/usr/bin/env bash
# Everything that the soak sample does comes out right, and what nothing catches ends no worker.
source "$(dirname "$0")/../lib/http-test.bash"

start_nginx soak

for _ in $(seq 1 20); do
  request /harsh
  [ "$status" = 200 ]
  [ "$(cat "$body")" = ok ]
done

request /uncaught
[ "$status" = 500 ]

request /hello
[ "$status" = 200 ]
