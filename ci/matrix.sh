#!/usr/bin/env bash
# What works with which nginx and LuaJIT, and where: starts each of them, asks ngxscope about a worker whose block is known,
# and writes docs/support.md from the answers. Root, mmdebstrap, and about five minutes; ends by itself.
#
# usage: ci/matrix.sh [--roots DIR]     DIR keeps the bootstrapped Debians for the next time
set -euo pipefail
tree=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$tree"

roots=''
case ${1:-} in
  --roots) roots=${2:?} ;;
  '') ;;
  *) sed -n 's/^# usage: //p' "$0" >&2 && exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "ci/matrix.sh: needs root" >&2 && exit 4; }
command -v mmdebstrap >/dev/null || { echo "ci/matrix.sh: needs mmdebstrap" >&2 && exit 5; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-matrix.XXXXXXXX")
roots=${roots:-$work}
table=$work/table
started=()
finish() {
  local stop
  for stop in "${started[@]}"; do eval "$stop" >/dev/null 2>&1 || true; done
  rm -rf --one-file-system -- "$work"
}
trap finish EXIT

note() { printf 'matrix: %s\n' "$*" >&2; }

# ---- what is asked ----

# A cell is "yes", or the reason for which not: the first line of the error.
answer() {
  local pattern=$1
  shift
  if timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null && grep -qE "$pattern" "$work/out"; then
    echo yes
  else
    local why
    why=$(sed -n 's/^ngxscope: //p' "$work/err" | head -n 1 | tr '|' '/' | sed -E 's/\b(process|worker) [0-9]+/\1/g; s/ \(\/[^)]*\)//' | cut -c1-120)
    echo "no: ${why:-nothing was found}"
  fi
}

# Asks URL again and again for some seconds, at most two requests a second.
traffic() {
  local url=$1
  for _ in $(seq 1 "$2"); do
    curl -s -m 5 -o /dev/null "$url" || true
    sleep 0.4
  done
}

# row NAME PID PORT [COMMAND PREFIX...]: asks everything about one worker.
row() {
  local name=$1 pid=$2 port=$3 watch lua heap profile probe
  shift 3
  note "$name (worker $pid)"
  traffic "http://127.0.0.1:$port/block/nanosleep?ms=100" 8 &
  watch=$(answer 'native\.lua' "$@" ./ngxscope block -p "$pid" -d 4s)
  wait $!
  lua=$(answer 'worker' "$@" ./ngxscope bt -p "$pid" --pause)
  heap=$(answer 'package\.loaded' "$@" ./ngxscope heap -p "$pid")
  traffic "http://127.0.0.1:$port/block/cpu-interpreted?ms=100" 8 &
  profile=$(answer 'cpu\.lua' "$@" ./ngxscope profile -p "$pid" -d 3s)
  wait $!
  probe=$(answer 'overhead' "$@" ./ngxscope run gc-step -p "$pid" -d 1s)
  printf '| %s | %s | %s | %s | %s | %s |\n' "$name" "$watch" "$lua" "$heap" "$profile" "$probe" >>"$table"
}

# ---- who is asked ----

sources() {
  local suite=$1 site
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(SITE) $(ORIGIN)' 'Created-By: Packages' | sed -n 's/ Debian$//p' | sort -u |
    { grep -v security || true; } | while read -r site; do printf 'deb %s %s main\n' "$site" "$suite"; done
}

bootstrap() {
  local suite=$1 root=$2
  [ ! -e "$root/etc/debian_version" ] || return 0
  note "bootstrapping $suite"
  apt-config dump Acquire::http Acquire::https Acquire::Check-Valid-Until >"$work/apt"
  sources "$suite" | mmdebstrap --quiet --mode=root --variant=minbase --aptopt="$work/apt" \
    --include=nginx,libnginx-mod-http-lua,procps "$suite" "$root" - >"$work/boot" 2>&1
}

# A release in a chroot.
debian() {
  local suite=$1 root=$roots/$1 said luajit
  if ! bootstrap "$suite" "$root"; then
    printf '| Debian %s | not on this mirror | | | | |\n' "$suite" >>"$table"
    return
  fi
  rm -rf "$root/srv/samples" "$root/srv/run"
  cp -r samples "$root/srv/samples"
  mkdir "$root/srv/run"
  if ! said=$(chroot "$root" /srv/samples/bin/sample-nginx start blocking --port "$next" --prefix /srv/run 2>&1); then
    printf '| Debian %s, chroot | the sample does not start: %s | | | | |\n' "$suite" "$(head -n 1 <<<"$said" | cut -c1-100)" >>"$table"
    return
  fi
  started+=("kill $(sed -n 's/^master=//p' <<<"$said")")
  # shellcheck disable=SC2016 # dpkg-query expands these
  luajit=$(chroot "$root" dpkg-query -W -f '${Package} ${Version}, ' 'libluajit*' nginx 2>/dev/null | sed 's/, $//')
  row "Debian $(cat "$root/etc/debian_version"), chroot: $luajit" "$(sed -n 's/^workers=//p' <<<"$said")" "$next"
  next=$((next + 1))
}

here() {
  local name=$1 said
  shift
  mkdir "$work/here$next"
  said=$(samples/bin/sample-nginx start blocking --port "$next" --prefix "$work/here$next")
  started+=("kill $(sed -n 's/^master=//p' <<<"$said")")
  row "$name" "$(sed -n 's/^workers=//p' <<<"$said")" "$next" "$@"
  next=$((next + 1))
}

# In namespaces of its own, seen from outside.
unshared() {
  local name=$1 prefix=$work/unshared$next worker=''
  shift
  mkdir "$prefix"
  unshare "$@" --fork --kill-child bash -c "samples/bin/sample-nginx start blocking --port $next --prefix $prefix; sleep 120" >"$work/said" 2>&1 &
  started+=("kill $!")
  for _ in $(seq 1 100); do
    worker=$(pgrep -f "^nginx: worker process" | while read -r p; do [ "$(readlink "/proc/$p/cwd")" = "$prefix" ] && echo "$p"; done | head -n 1) || true
    [ -z "$worker" ] || ! grep -q workers= "$work/said" || break
    sleep 0.2
  done
  if [ -z "$worker" ]; then
    printf '| %s | the sample does not start: %s | | | | |\n' "$name" "$(head -n 1 "$work/said" | cut -c1-100)" >>"$table"
  else
    row "$name" "$worker" "$next"
  fi
  next=$((next + 1))
}

next=${MATRIX_PORT:-24400}
here "this machine"
here "this machine, no tracefs" unshare --mount bash -c 'umount /sys/kernel/tracing 2>/dev/null; umount /sys/kernel/debug 2>/dev/null; exec "$@"' -
here "this machine, no BPF (capabilities dropped)" setpriv --bounding-set=-bpf,-perfmon,-sys_admin --inh-caps=-bpf,-perfmon,-sys_admin
! setpriv --reuid=nobody --clear-groups test -r "$tree/ngxscope" ||
  here "this machine, nothing but CAP_SYS_PTRACE" setpriv --reuid=nobody --clear-groups --inh-caps=+sys_ptrace --ambient-caps=+sys_ptrace
unshared "PID and mount namespace" --pid --mount-proc
unshared "user namespace (root inside)" --user --map-root-user
for suite in bullseye bookworm trixie; do debian "$suite"; done

# shellcheck disable=SC2016 # Markdown
{
  echo '# What works where'
  echo
  echo "Generated by \`make matrix\` on $(date -u +%Y-%m-%d): kernel $(uname -r), $(bpftrace --version), ngxscope $(./ngxscope --version | cut -d' ' -f2)."
  echo 'Each cell is an answer of ngxscope about a worker whose block is known: `block` must name the line that sleeps, `heap` a module'
  echo 'that is loaded, `profile` the line that computes; `run gc-step` must put its probe in place and remove it.'
  echo
  echo '| nginx, seen from the host | block | bt | heap | profile | run |'
  echo '|---|---|---|---|---|---|'
  cat "$table"
  echo
  cat ci/support-notes.md
} >"$work/support.md"
mv "$work/support.md" docs/support.md
note "wrote docs/support.md"
