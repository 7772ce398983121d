# shellcheck shell=bash disable=SC2034 # what is set here is for the test
# For tests of web servers that are plain scripts: sourced by a test file, it gives the helpers that README.md lists.
# From here on a command that fails ends the test, and every command is echoed to stderr before it runs.
set -Eeuo pipefail

tmp=$(mktemp -d "${TMPDIR:-/tmp}/http-test.XXXXXXXX") # a folder for the test's own files; gone at its end
headers=$tmp/headers                                  # header lines of the last answer, without carriage returns
body=$tmp/body                                        # body of the last answer
status='' http_version='' seconds=''                  # of the last answer: 200, 1.1, 0.012345
base=${base:-}                                        # what a path in `request` is appended to: http://HOST:PORT
prefix='' port='' master='' workers=''                # of the server that start_nginx started last
http_test_samples=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
http_test_prefixes=()

# ---- servers ----

# start_nginx NAME|FOLDER [option of sample-nginx]...
start_nginx() {
  { local - && set +x; } 2>/dev/null
  local folder lines
  "$http_test_samples/bin/sample-nginx" check >"$tmp/check" 2>&1 || skip "$(cat "$tmp/check")"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/http-test-nginx.XXXXXXXX")
  http_test_prefixes+=("$folder")
  lines=$("$http_test_samples/bin/sample-nginx" start "$@" --prefix "$folder")
  prefix=$(sed -n 's/^prefix=//p' <<<"$lines")
  port=$(sed -n 's/^port=//p' <<<"$lines")
  master=$(sed -n 's/^master=//p' <<<"$lines")
  workers=$(sed -n 's/^workers=//p' <<<"$lines")
  base=http://127.0.0.1:$port
}

# Ends the server that was started last; the end of a test does it for all.
stop_nginx() {
  { local - && set +x; } 2>/dev/null
  http_test_end "${http_test_prefixes[-1]}"
  unset 'http_test_prefixes[-1]'
}

http_test_end() {
  "$http_test_samples/bin/sample-nginx" stop --prefix "$1"
  rm -rf -- "$1"
}

# ---- requests ----

# request [option of curl]... PATH|URL
request() {
  { local - && set +x; } 2>/dev/null
  local last=${*: -1} code=0 said=
  [[ $last != /* ]] || last=$base$last
  : >"$headers"
  : >"$body"
  said=$(curl --silent --show-error --max-time 60 --dump-header "$tmp/dump" --output "$body" \
    --write-out '%{http_code} %{http_version} %{time_total}' "${@:1:$#-1}" "$last") || code=$?
  read -r status http_version seconds <<<"$said" || true
  [ ! -e "$tmp/dump" ] || tr -d '\r' <"$tmp/dump" >"$headers"
  [[ " ${*/#-I/--head} " != *" --head "* ]] || : >"$body" # curl takes the header for the body of HEAD
  echo "  -> $status, HTTP/$http_version, $(wc -c <"$body") bytes, $seconds s, curl ended with $code" >&2
  return "$code"
}

# header NAME: its value in the last answer; fails if there is none. Of several answers (-L) the last one counts.
header() {
  { local - && set +x; } 2>/dev/null
  awk -v name="${1,,}" '
    /^HTTP\// { found = 0 }
    index(tolower($0), name ":") == 1 { found = 1; value = substr($0, length(name) + 2); sub(/^[ \t]+/, "", value) }
    END { if (!found) exit 1; print value }' "$headers"
}

# ---- words that bash lacks ----

# not COMMAND...: fails if the command succeeds. (bash's own `!` never ends a script.)
not() {
  { local - && set +x; } 2>/dev/null
  if "$@"; then
    echo "this should have failed: $*" >&2
    return 1
  fi
}

# await SECONDS COMMAND...: runs it every 50 ms until it succeeds, and fails when the time is over.
await() {
  { local - && set +x; } 2>/dev/null
  local end=$((SECONDS + $1))
  until "${@:2}"; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "not within $1 s: ${*:2}" >&2
      return 1
    fi
    sleep 0.05
  done
}

# skip REASON: this host cannot run the test; that is neither passed nor failed.
skip() {
  { local - && set +x; } 2>/dev/null
  echo "skipped: $*" >&2
  exit 77
}

# needs PROGRAM...: skips the test where one is missing.
needs() {
  { local - && set +x; } 2>/dev/null
  local program
  for program; do
    command -v "$program" >/dev/null || skip "the program $program is not installed"
  done
}

# ---- the end ----

# Says what has failed, called from where, and what there was last.
http_test_failed() {
  { set +x; } 2>/dev/null
  local code=$1 at=0 where log
  [ "$BASH_SUBSHELL" = 0 ] || return 0 # what a subshell fails in fails its test too, which speaks then
  {
    echo "FAILED with status $code:"
    while where=$(caller "$at"); do
      echo "  at $(awk '{ print $3 ":" $1 }' <<<"$where")"
      at=$((at + 1))
    done
    if [ -s "$headers" ]; then
      echo "last answer:"
      sed 's/^/  | /' "$headers"
      head -c 400 "$body" | tr -c '[:print:]\n' '?' | sed 's/^/  | /'
      echo
    fi
    for log in "${http_test_prefixes[@]/%//logs/error.log}"; do
      [ ! -e "$log" ] || tail -n 5 "$log" | sed 's/^/  nginx: /'
    done
  } >&2
}

http_test_cleanup() {
  { local code=$? && set +xe; } 2>/dev/null
  local folder
  trap - ERR
  for folder in "${http_test_prefixes[@]}"; do
    http_test_end "$folder"
  done
  rm -rf -- "$tmp"
  exit "$code"
}

trap 'http_test_failed $?' ERR
trap http_test_cleanup EXIT
PS4='+ ${BASH_SOURCE##*/}:$LINENO: '
set -x
