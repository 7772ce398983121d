#!/usr/bin/env bash
# Both variants give the same answers; only the cured one answers others meanwhile.
source "$(dirname "$0")/../lib/http-test.bash"
needs sha256sum pgrep

start_nginx worker-thread

# Lengths around the borders of SHA-256's blocks, and a large one.
for size in 0 1 55 56 63 64 65 119 1000 3000000; do
  head -c "$size" /dev/urandom >"$tmp/input"
  want=$(sha256sum <"$tmp/input" | cut -d ' ' -f 1)
  for variant in sick cured; do
    request --data-binary "@$tmp/input" "/$variant/hash"
    [ "$status" = 200 ]
    [ "$(cat "$body")" = "$want" ]
  done
done

for variant in sick cured; do
  request "/$variant/file"
  [ "$(cat "$body")" = 4000 ] # of the 400,000 lines that `prepare` writes
  request "/$variant/execute?ms=20"
  [ "$(cat "$body")" = 'done' ]
done

# While a request waits for its thread, the loop answers others; when it waits in the event loop, it does not.
hello_during() {
  curl -s -o /dev/null "$base/$1/execute?ms=777" &
  await 5 pgrep -f '^sleep 0.777$'
  request /hello
}
hello_during sick
not pgrep -f '^sleep 0.777$'
hello_during cured
pgrep -f '^sleep 0.777$'
wait

# More requests than threads and queue together: those that find the queue full are told so.
curl -s --no-progress-meter -Z --parallel-max 100 --parallel-immediate -o /dev/null -w '%{http_code}\n' "$base/cured/execute?ms=300&n=[1-80]" >"$tmp/codes"
grep -q '^200$' "$tmp/codes"
not grep -qv '^\(200\|503\)$' "$tmp/codes"
request /hello
[ "$status" = 200 ]
