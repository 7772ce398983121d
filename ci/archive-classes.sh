#!/bin/sh
# Runs one command of the built ngxscope and keeps the classes that it has loaded, parsed and verified, for the Java
# virtual machine to map at the next start. The launcher does without where this fails.
set -eu
cd "$(dirname "$(readlink -f "$0")")/../cli/target"
rm -f ngxscope.jsa
# Relative, since NGXSCOPE_JAVA_OPTS is split at blanks and the path of this tree may have some.
NGXSCOPE_JAVA_OPTS=-XX:ArchiveClassesAtExit=ngxscope.jsa ../../ngxscope ps --json >/dev/null 2>&1 || true
