#!/usr/bin/env bash
# Proves the installation on a machine with nothing on it: bootstraps a bare Debian into a folder, unpacks what is
# committed here, and runs a command in it. Needs root and mmdebstrap. Mirror, proxy and extra certificates are those
# of this machine's own apt and ca-certificates.
set -euo pipefail
tree=$(dirname "$(dirname "$(readlink -f "$0")")")

usage() {
  cat >&2 <<'TEXT'
usage: ci/chroot-test.sh [--keep DIR] [--m2 DIR] bookworm|trixie [COMMAND...]

  COMMAND     what to run at the top of the tree (default: bash .ci/run)
  --keep DIR  bootstrap into DIR, or use it as it is if it was bootstrapped before; nothing is removed afterwards
  --m2 DIR    start with a copy of this Maven repository instead of downloading everything
  --with FILE put this file at the top of the tree, too
TEXT
  exit 2
}

keep='' m2='' with=''
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=${2:?} && shift 2 ;;
    --m2) m2=${2:?} && shift 2 ;;
    --with) with=${2:?} && shift 2 ;;
    -*) usage ;;
    *) break ;;
  esac
done
[[ ${1:-} =~ ^[a-z]+$ ]] || usage
suite=$1
shift
[ $# -gt 0 ] || set -- bash .ci/run

root=${keep:-$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-$suite.XXXXXXXX")}
mkdir -p "$root"
root=$(cd "$root" && pwd -P)
finish() {
  [ -n "$keep" ] || rm -rf --one-file-system -- "$root"
}
trap finish EXIT

# The sites that serve Debian to this machine, as sources for another release.
sources() {
  local site
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(SITE) $(ORIGIN)' 'Created-By: Packages' | sed -n 's/ Debian$//p' | sort -u |
    while read -r site; do
      case $site in
        *security*) echo "deb $site $suite-security main" ;;
        *) printf 'deb %s %s main\n' "$site" "$suite" "$site" "$suite-updates" ;;
      esac
    done
}

if [ ! -e "$root/etc/debian_version" ]; then
  echo "chroot: bootstrapping $suite into $root" >&2
  apt-config dump Acquire::http Acquire::https Acquire::Check-Valid-Until >"$root.apt"
  sources | mmdebstrap --quiet --mode=root --variant=minbase --aptopt="$root.apt" "$suite" "$root" -
  rm -f "$root.apt"
fi
for file in /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates; do
  [ ! -e "$file" ] || cp -RL --parents "$file" "$root"
done
rm -rf "$root/src"
mkdir -p "$root/src" "$root/sys" "$root/root/.m2"
git -C "$tree" archive HEAD | tar -x -C "$root/src"
[ -z "$with" ] || cp "$with" "$root/src"
[ -z "$m2" ] || cp -R "$m2" "$root/root/.m2/repository"

# Namespaces of its own: /proc shows its processes alone, and none of them outlives the command.
echo "chroot: $* on Debian $(cat "$root/etc/debian_version")" >&2
# shellcheck disable=SC2016 # expands inside
unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" bash -c '
  mount -t sysfs -o ro sysfs "$0/sys"
  exec chroot "$0" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
    sh -c "cd /src && exec \"\$@\"" sh "$@"' "$root" "$@"
