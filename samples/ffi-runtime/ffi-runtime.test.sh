#!/usr/bin/env bash
# Bytes go through the library's threads and come back, whatever happens to requests, workers and the library itself.
source "$(dirname "$0")/../lib/http-test.bash"
needs gcc jq cmp

start_nginx ffi-runtime

# Bytes of all values, lengths of all kinds.
for size in 0 1 511 4096 102400 5000000; do
  head -c "$size" /dev/urandom >"$tmp/sent"
  for variant in sick cured socket; do
    request --data-binary "@$tmp/sent" "/$variant/echo"
    [ "$status" = 200 ]
    cmp "$tmp/sent" "$body"
  done
  request --data-binary "@$tmp/sent" "/cured/echo?reverse=1"
  cp "$body" "$tmp/reversed"
  request --data-binary "@$tmp/reversed" "/cured/echo?reverse=1"
  cmp "$tmp/sent" "$body"
done
request -d hello '/cured/echo?reverse=1'
[ "$(cat "$body")" = olleh ]

under_way() {
  request /admin/state >/dev/null
  [ "$(jq .under_way "$body")" = "$1" ]
}

# While a thread works, the loop answers others.
curl -s -d slow -o "$tmp/slow" "$base/cured/echo?ms=700" &
await 5 under_way 1
request /hello
under_way 1
wait
[ "$(cat "$tmp/slow")" = slow ]
under_way 0

# Too slow, gone away, too many: each is answered, and nothing is left behind.
request -d late '/cured/echo?ms=300&timeout=0.05'
[ "$status" = 504 ]
not request -d gone --max-time 0.1 '/cured/echo?ms=300'
await 5 under_way 0
request '/bench?via=library&size=512&requests=3000&concurrency=3000'
jq -e '.failed > 0 and .requests > 0' "$body"
await 5 under_way 0
request '/bench?via=library&size=4096&requests=20000'
jq -e '.failed == 0 and .requests == 20000' "$body"

# Another build takes the place of this one under load; the old one is not even mapped any more.
is_mapped() {
  grep -q "libruntime$1.so" "/proc/$workers/maps"
}
is_mapped 1
curl -s -d x -o "$tmp/load#1" -w '%{http_code}\n' -Z --no-progress-meter --parallel-max 8 "$base/cured/echo?ms=1&n=[1-400]" >"$tmp/codes" &
for build in 2 1 2; do
  request "/admin/swap?build=$build"
  [ "$status" = 200 ]
  request /admin/state
  jq -e ".build == $build" "$body"
done
wait
[ "$(sort "$tmp/codes" | uniq -c | tr -s ' ')" = ' 400 200' ]
is_mapped 2
not is_mapped 1
request '/admin/swap?build=../../x'
[ "$status" = 400 ]
mv "$prefix/lib/libruntime1.so" "$prefix/lib/away"
request '/admin/swap?build=1'
[ "$status" = 503 ]
mv "$prefix/lib/away" "$prefix/lib/libruntime1.so"
request -d still '/cured/echo'
[ "$(cat "$body")" = still ]

# Reload: the old worker finishes what it has, ends its threads and goes.
curl -s -d reload -o "$tmp/reload" "$base/cured/echo?ms=500" &
await 5 under_way 1
kill -HUP "$master"
wait
[ "$(cat "$tmp/reload")" = reload ]
gone() { not test -e "/proc/$1" 2>"$tmp/err"; }
await 10 gone "$workers"

# Killed: the next worker starts threads of its own.
worker_now() { pgrep -P "$master"; }
victim=$(worker_now)
kill -KILL "$victim"
await 5 gone "$victim"
another() { pgrep -P "$master" | grep -qv "^$victim\$"; }
await 5 another
request -d again '/cured/echo'
[ "$(cat "$body")" = again ]

not compgen -G "$prefix/run/runtime.*"
sed '/exited on signal 9/d' "$prefix/logs/error.log" >"$tmp/log"
not grep -E '\[(emerg|alert|crit)\]' "$tmp/log"
