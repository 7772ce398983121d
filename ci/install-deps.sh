#!/usr/bin/env bash
# Installs what building, testing and the demo need and this machine does not have yet, from the distribution alone
# (Debian 12 and 13). Services are neither started nor restarted, and where an nginx runs already, its packages and
# their configuration stay as they are. Without root it says what is missing and ends well: much works without.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# With --dist what makes the archive and the package; with --tests also what only the tests need.
for_tests=no for_dist=no
case ${1:-} in
  --tests) for_tests=yes for_dist=yes ;;
  --dist) for_dist=yes ;;
esac

say() {
  printf 'deps: %s\n' "$*" >&2
}

has() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]
}

# A compiler of Java 17 or newer.
has_jdk() {
  local version
  version=$("${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || return 1
  [ "${version:-0}" -ge 17 ]
}

# Prints `package` for each need that is not met. A need is looked for by what it gives, not by its package: a JDK
# or an nginx from elsewhere is as good.
missing_packages() {
  has_jdk || echo default-jdk-headless
  has mvn || echo maven
  samples/bin/sample-nginx check >/dev/null 2>&1 || printf '%s\n' nginx libnginx-mod-http-lua
  has bpftrace || echo bpftrace
  has perf || echo linux-perf
  has wrk || echo wrk
  has curl || echo curl
  has objdump || echo binutils
  has ps || echo procps
  has setpriv || echo util-linux
  has shellcheck || echo shellcheck
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
  if [ "$for_dist" = yes ]; then
    has jq || echo jq
    has unzip || echo unzip
    has dpkg-deb || echo dpkg
    [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu-core
  fi
  if [ "$for_tests" = yes ]; then
    has prometheus || echo prometheus # it scrapes the agent
    has chromium || echo chromium     # the page of a report is tested in a real browser
    has gcc || echo gcc           # samples/ffi-runtime has a library in C
    [ -e /usr/include/stdio.h ] || echo libc6-dev
    has tmux || echo tmux # a terminal for what is interactive
    has zsh || echo zsh   # completions are tried in the shells themselves
    has fish || echo fish
  fi
}

# An nginx that this system's package manager looks after and that runs now; not ours to touch.
nginx_runs() {
  local exe
  [ -e /usr/sbin/nginx ] || return 1
  for exe in /proc/[0-9]*/exe; do
    [[ $(readlink "$exe" 2>/dev/null) != /usr/sbin/nginx* ]] || return 0
  done
  return 1
}

without_nginx() {
  printf '%s\n' "$@" | grep -v nginx || true
}

# Only what this release of the distribution has; a tool that it lacks costs one gear, not the installation.
known() {
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
    else
      say "this distribution has no package $package"
    fi
  done
}

# Installation scripts of packages ask this file whether they may start a service: they may not. One that is there
# already belongs to somebody and stays.
forbid_services() {
  local policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || return 0
  # shellcheck disable=SC2064 # the path as it is now
  trap "rm -f '$policy'" EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

main() {
  local wanted
  mapfile -t wanted < <(missing_packages)
  [ "${#wanted[@]}" -gt 0 ] || return 0
  if ! has apt-get || [ "$(id -u)" != 0 ]; then
    say "missing, to be installed as root: ${wanted[*]}"
    return 0
  fi
  if nginx_runs && [[ " ${wanted[*]} " == *nginx* ]]; then
    say "an nginx runs here: its packages are left alone (for tests: apt-get install nginx libnginx-mod-http-lua)"
    mapfile -t wanted < <(without_nginx "${wanted[@]}")
  fi

  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  say "apt-get update"
  apt-get -qq update
  mapfile -t wanted < <(known "${wanted[@]}")
  [ "${#wanted[@]}" -gt 0 ] || return 0
  say "installing: ${wanted[*]}"
  forbid_services
  apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${wanted[@]}" >&2
}

main
