#!/usr/bin/env bash
# Packs the tree of an archive as a Debian package: `ci/dist-deb.sh TREE VERSION FOLDER`. All of it goes to
# /usr/lib/ngxscope, and what other programs look for to where they look for it.
set -euo pipefail
export LC_ALL=C
umask 022
tree=$1 version=$2 folder=$3
: "${SOURCE_DATE_EPOCH:?the time of every file, in seconds}"
package=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-deb-XXXXXXXX")
trap 'rm -rf -- "$package"' EXIT
chmod 755 "$package"
debian_version=${version/-SNAPSHOT/~SNAPSHOT} # sorts before the release

mkdir -p "$package"/usr/{bin,lib/ngxscope,share} "$package/DEBIAN"
cp -a "$tree/bin" "$tree/lib" "$package/usr/lib/ngxscope/"
cp -a "$tree/share/." "$package/usr/share/"
ln -s ../lib/ngxscope/bin/ngxscope "$package/usr/bin/ngxscope"
install -D -m 644 "$(dirname "$0")/../dist/ngxscope-agent.service" "$package/usr/lib/systemd/system/ngxscope-agent.service"
find "$package/usr/share/man" -name '*.1' -exec gzip -n -9 {} +
{
  printf 'ngxscope: see README.md. What it contains, with the licences (texts: licenses/ and\n/usr/lib/ngxscope/lib/runtime/legal):\n\n'
  cat "$package/usr/share/doc/ngxscope/licenses/README"
} >"$package/usr/share/doc/ngxscope/copyright"

# The newest version of the C library that one of the binaries asks for.
libc=$(find "$package/usr/lib" -type f \( -name '*.so*' -o -name java -o -name jspawnhelper \) -exec objdump -T {} + |
  grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -n 1)
cat >"$package/DEBIAN/control" <<TEXT
Package: ngxscope
Version: $debian_version
Architecture: amd64
Section: admin
Priority: optional
Maintainer: ngxscope developers <ngxscope@localhost>
Installed-Size: $(find "$package/usr" -type f -printf '%s\n' | awk '{ s += int(($1 + 1023) / 1024) } END { print s }')
Depends: libc6 (>= $libc)
Recommends: bpftrace
Suggests: nginx, libnginx-mod-http-lua
Description: names the Lua line, C path and URL that block an nginx event loop
 Given the process number of an nginx or OpenResty worker and nothing else,
 ngxscope names the Lua function and line, the C path and the URL that keep the
 worker from its event loop. It looks from outside: no restart, no nginx module,
 no debug symbols, no change of the Lua code. The Java runtime that it needs is
 part of this package.
TEXT
(cd "$package" && find usr -type f | sort | xargs md5sum) >"$package/DEBIAN/md5sums"
find "$package" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zzstd --build "$package" "$folder/ngxscope_${debian_version}_amd64.deb" >/dev/null
