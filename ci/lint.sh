#!/usr/bin/env bash
# Checks every shell script of the tree, with shellcheck where it is installed, else for syntax only.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
mapfile -t samples < <(find samples -name '*.test.sh' -o -name '*.bash' -o -name prepare -o -name run-tests)
scripts=(ngxscope mvnw .ci/run ci/*.sh dist/ngxscope dist/demo samples/bin/* probes/perf/*.sh "${samples[@]}")
if command -v shellcheck >/dev/null; then
  shellcheck "${scripts[@]}"
else
  echo "lint: shellcheck is not installed; syntax only" >&2
  for script in "${scripts[@]}"; do
    bash -n "$script"
  done
fi
