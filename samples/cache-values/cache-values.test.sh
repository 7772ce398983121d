#!/usr/bin/env bash
# Three caches, the same pages.
source "$(dirname "$0")/../lib/http-test.bash"
needs cmp

start_nginx cache-values

for variant in sick cured dictionary; do
  request "/$variant/page?customer=5"
  [ "$status" = 404 ]
  request "/$variant/refresh?count=64"
  [ "$status" = 200 ]
  for customer in 0 5 63; do
    request "/$variant/page?customer=$customer"
    [ "$status" = 200 ]
    [ "$(header Content-Length)" = 1048576 ]
    [ "$(wc -c <"$body")" = 1048576 ]
    grep -aq "customer $(printf %08d "$customer") version" "$body"
    sed 's/version [0-9]*/version/' "$body" >"$tmp/$variant.$customer"
  done
  for wrong in 64 -1 1.5 x ''; do
    request "/$variant/page?customer=$wrong"
    [ "$status" = 404 ]
  done
done

for customer in 0 5 63; do
  cmp "$tmp/sick.$customer" "$tmp/cured.$customer"
  cmp "$tmp/sick.$customer" "$tmp/dictionary.$customer"
done
not cmp -s "$tmp/sick.0" "$tmp/sick.5"

# A refreshed page is the new one.
for variant in sick cured dictionary; do
  request "/$variant/page?customer=7"
  cp "$body" "$tmp/before"
  request "/$variant/refresh?count=64"
  request "/$variant/page?customer=7"
  not cmp -s "$body" "$tmp/before"
done
