#!/usr/bin/env bash
# The filter is invisible while all is well, and says properly what is not.
source "$(dirname "$0")/../lib/http-test.bash"
needs cmp gzip

start_nginx async-filter

# ---- all is well: the same with and without a filter ----

for variant in plain sick cured; do
  request "/$variant/small"
  [ "$status" = 200 ]
  [ "$(cat "$body")" = hello ]
  [ "$(header Content-Length)" = 6 ]
  [ "$(header ETag)" = '"v1"' ]
  [ "$(grep -ci '^set-cookie: [ab]=[12]$' "$headers")" = 2 ]
  not header Transfer-Encoding

  request --head "/$variant/small"
  [ "$status" = 200 ]
  [ "$(header Content-Length)" = 6 ]

  request -H 'If-None-Match: "v1"' "/$variant/small"
  [ "$status" = 304 ]
  [ "$(wc -c <"$body")" = 0 ]

  # Chunked, of a length said before, until the connection closes; pieces of one byte more or less than a buffer.
  for n in 0 1 63 64 65 65535 65536 65537 1000003; do
    head -c "$n" <(yes 'This line may be read by everybody, which is why it is so long.') >"$tmp/want"
    for path in "bytes?n=$n" "bytes?n=$n&length=1" "until-close?n=$n"; do
      request "/$variant/$path"
      cmp "$body" "$tmp/want"
    done
  done

  for code in 404 500; do
    request "/$variant/status?code=$code"
    [ "$status" = "$code" ]
    [ "$(cat "$body")" = "status $code" ]
  done

  request -d payload -H 'X-Token: t1' "/$variant/echo"
  [ "$(cat "$body")" = 'POST payload t1' ]

  request --unix-socket "$prefix/run/h2.sock" --http2-prior-knowledge "/$variant/bytes?n=200000"
  [ "$http_version" = 2 ]
  [ "$(wc -c <"$body")" = 200000 ]
done

# Compressed after the check, for those who take it; a part cannot be checked, so the whole is sent.
request -H 'Accept-Encoding: gzip' '/cured-gzip/bytes?n=300000&length=1'
[ "$(header Content-Encoding)" = gzip ]
[ "$(gzip -dc <"$body" | wc -c)" = 300000 ]
request '/cured-gzip/bytes?n=300000&length=1'
not header Content-Encoding
request -r 0-9 '/cured/bytes?n=1000&length=1'
[ "$status" = 200 ]

# ---- what must not pass ----

request '/cured/bytes?n=1000&word=10'
[ "$status" = 403 ]
not grep -q FORBIDDEN "$body"
# Later the header is out: the connection breaks, wherever the word is, across pieces or not.
for at in 65500 65531 65536 131067 199990; do
  not request "/cured/bytes?n=200000&length=1&word=$at"
  [ "$status" = 200 ]
  not grep -q FORB "$body"
  not request "/cured/bytes?n=200000&word=$at"
  not grep -q FORB "$body"
done

# ---- the origin fails ----

request '/cured/small?origin=down'
[ "$status" = 502 ]
request /cured/gzip # compressed against what was asked for
[ "$status" = 502 ]
request /cured/slow
[ "$status" = 504 ]
not request '/cured/bytes?n=300000&length=1&cut=200000'
not request '/cured/bytes?n=300000&cut=200000'
request '/cured/bytes?n=300000&length=1&cut=0'
[ "$status" = 502 ]

# ---- the checker fails ----

request '/cured/small?checker=down'
[ "$status" = 503 ]
request '/cured/small?checker=broken'
[ "$status" = 503 ]
request '/cured/small?check_ms=2000'
[ "$status" = 504 ]
request --head '/cured/small?checker=down' # nothing to check
[ "$status" = 200 ]

# ---- 100 MB: all of it arrives, and never more than a little of it is in memory ----

peak_kb() { awk '/^VmHWM/ { print $2 }' "/proc/$workers/status"; }
before=$(peak_kb)
request '/cured/bytes?n=104857600&length=1'
[ "$(wc -c <"$body")" = 104857600 ]
not request --limit-rate 100k --max-time 1 '/cured/bytes?n=104857600' # a client that takes little
[ $(($(peak_kb) - before)) -lt 16000 ]

# ---- while one waits for the checker, others are answered ----

curl -s -o "$tmp/slow" "$base/cured/small?check_ms=400" &
slow=$!
request /hello
kill -0 "$slow"
wait "$slow"
[ "$(cat "$tmp/slow")" = hello ]
not grep -E '\[(emerg|alert|crit)\]|lua entry thread aborted' "$prefix/logs/error.log" "$prefix/logs/neighbour.log"
