#!/usr/bin/env bash
# The harness itself: what fails is seen, what passes is silent, and a server of one's own can be tested.
source "$(dirname "$0")/http-test.bash"
here=$(dirname "$(readlink -f "$0")")

# A server of one's own: a folder anywhere, its own sign of being up, its own placeholder.
mkdir "$tmp/my-site"
cat >"$tmp/my-site/nginx.conf.template" <<'CONF'
@LOAD_MODULES@
@USER@
worker_processes @WORKERS@;
pid run/nginx.pid;
error_log logs/error.log notice;
events {}
http {
@TEMP_PATHS@
    access_log off;
    limit_req_zone $binary_remote_addr zone=quota:1m rate=1r/m;
    server {
        listen 127.0.0.1:@PORT@;
        listen unix:@PREFIX@/run/h2.sock http2;
        location = /up { return 200; }
        location = /greet { return 200 '@WORD@ &\n'; }
        location = /login { add_header Set-Cookie user=ann; return 303 /account; }
        location = /account { return 200 "hello $cookie_user"; }
        location = /quota { limit_req zone=quota burst=2 nodelay; limit_req_status 429; try_files /none @ok; }
        location @ok { return 200; }
    }
}
CONF
start_nginx "$tmp/my-site" --up /up --set WORD='good & "day"'
request --unix-socket "$prefix/run/h2.sock" --http2-prior-knowledge /greet
[ "$http_version" = 2 ]
[ "$(cat "$body")" = 'good & "day" &' ]
not header X-None

request -L -c "$tmp/cookies" -b "$tmp/cookies" /login
[ "$status" = 200 ]
[ "$(cat "$body")" = 'hello ann' ]
not header Location

for want in 200 200 200 429; do
  request /quota
  [ "$status" = "$want" ]
done
stop_nginx
not request /up

# Each of these must be seen to fail, and to be said where.
printf 'source "%s/http-test.bash"\n' "$here" >"$tmp/head"
fails() {
  cat "$tmp/head" - >"$tmp/case.test.sh"
  not bash "$here/run-tests" "$tmp/case.test.sh" >"$tmp/said"
  grep -q '^0 passed, 1 failed$' "$tmp/said"
}
fails <<<'[ 1 = 2 ]'
grep -q 'at .*/case.test.sh:2$' "$tmp/said"
fails <<<'not true'
fails <<<'echo x | grep -q y; true'
fails <<<'request http://127.0.0.1:1/'
fails <<<'await 0 false'
fails <<<'start_nginx no-such-sample'
TEST_TIMEOUT=1 fails <<<'sleep 60'
grep -q 'did not end within 1 s' "$tmp/said"

echo 'true' | cat "$tmp/head" - >"$tmp/a.test.sh"
echo 'skip "no such luck"' | cat "$tmp/head" - >"$tmp/b.test.sh"
rm "$tmp/case.test.sh"
bash "$here/run-tests" "$tmp" >"$tmp/said"
grep -q 'skipped: no such luck' "$tmp/said"
[ "$(tail -n 1 "$tmp/said")" = '1 passed, 0 failed, 1 skipped' ]
