#!/usr/bin/env bash
# The leak sample keeps what it says that it keeps, and nothing of other traffic.
source "$(dirname "$0")/../lib/http-test.bash"

start_nginx leak
request /truth
[ "$(wc -c <"$body")" = 0 ]

for what in visits hooks catalog audit; do
  request "/keep/$what?n=50"
  [ "$status" = 200 ]
  request /truth
  grep -E "^$what [1-9][0-9]* [1-9][0-9]*$" "$body"
done

cp "$body" "$tmp/before"
request /render
[ "$status" = 200 ]
request /truth
cmp "$body" "$tmp/before"

request /collect
grep -qE '^[0-9.]+$' "$body"
