#!/bin/sh
# Runs commands of the built ngxscope and keeps the classes that they have loaded, parsed and verified, for the Java
# virtual machine to map at the next start. The launcher does without where this fails.
set -eu
cd "$(dirname "$(readlink -f "$0")")/../cli/target"
rm -f ngxscope.jsa
warm=$(mktemp -d)
trap 'rm -rf "$warm"' EXIT
echo 'main;work 1' >"$warm/a.folded"
# Relative, since NGXSCOPE_JAVA_OPTS is split at blanks and the path of this tree may have some.
printf '%s\n' 'ps --json' "flame $warm/a.folded -o $warm/a.html -o $warm/a.svg" "flame $warm/a.folded" |
  NGXSCOPE_JAVA_OPTS=-XX:ArchiveClassesAtExit=ngxscope.jsa ../../ngxscope shell >/dev/null 2>&1 || true
