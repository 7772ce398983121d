#!/usr/bin/env bash
# Proves the archive of `make dist` on a bare Debian without Java: `ci/dist-chroot.sh bookworm|trixie`, as root. It
# unpacks the archive, installs nginx and curl, and runs the archive's demonstration.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
archive=$(ls "$PWD"/target/dist/ngxscope-*-linux-x64.tar.gz)
# shellcheck disable=SC2016 # expands inside
exec ci/chroot-test.sh --with "$archive" "${1:?bookworm or trixie}" sh -euc '
  export DEBIAN_FRONTEND=noninteractive
  printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
  mkdir /opt/unpacked && tar -xzf "$1" -C /opt/unpacked --strip-components 1 && rm "$1"
  cd /opt/unpacked
  echo "== version, and a worker-less ps, on the bare system"
  bin/ngxscope --version
  bin/ngxscope ps
  apt-get -qq update
  apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends nginx libnginx-mod-http-lua curl >/dev/null
  ! command -v java
  OUT=/tmp/out ./demo
  grep -c "<svg" /tmp/out/block.html
' sh "$(basename "$archive")"
