#!/usr/bin/env bash
# The blocking sample answers, blocks for as long as asked, and writes down the truth.
source "$(dirname "$0")/../lib/http-test.bash"
needs jq

start_nginx blocking --workers 2

request /hello
[ "$status" = 200 ]
[ "$(cat "$body")" = hello ]
[ "$(header Content-Type)" = text/plain ]
grep -qi '^server: nginx' "$headers"

request /fast
grep -qE '^fast 210 by [0-9]+$' "$body"

# Several requests: each leaves one line of truth.
for kind in execute json coroutine; do
  request "/block/$kind?ms=20&secret=xyzzy"
  [ "$status" = 200 ]
done
request -I '/block/log?ms=20' # is written down after the answer
truth=$prefix/logs/truth.jsonl
four() { [ "$(wc -l <"$truth")" = 4 ]; }
await 5 four
jq -es 'map(.name) == ["execute", "json", "coroutine", "log"]' "$truth"
jq -es 'all(.duration_us >= 19900 and .line > 0)' "$truth"
not grep -q xyzzy "$truth"

request -X POST /nowhere
[ "$status" = 404 ]
