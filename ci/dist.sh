#!/usr/bin/env bash
# Makes what users install, in target/dist, after `make build`: an archive and a Debian package that need no Java on
# the host, the list of their parts (CycloneDX), and SHA-256 sums. The same tree gives the same bytes, with the same
# JDK and the same system libraries. With --tree it makes the folder that would be packed, and stops: the tests run
# its program.
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022
cd "$(dirname "$(readlink -f "$0")")/.."
version=$(<cli/target/classes/io/ngxscope/cli/command/version.txt)
dist=$PWD/target/dist
name=ngxscope-$version-linux-x64
tree=$dist/$name

# The time of every file: that of the jars (project.build.outputTimestamp), so that all of a release agree.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml)" +%s)}
export SOURCE_DATE_EPOCH

fail() {
  echo "dist: $*" >&2
  exit 1
}

programs() {
  install -D -m 755 dist/ngxscope "$tree/bin/ngxscope"
  install -D -m 644 dist/ngxscope-agent.service "$tree/share/doc/ngxscope/ngxscope-agent.service"
  ci/dist-image.sh "$tree/lib/runtime"
}

# Manual pages and completions come from the commands themselves.
documents() {
  "$tree/lib/runtime/bin/java" -cp '' io.ngxscope.cli.document.Documents "$tree/share" \
    "$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)"
  local doc=$tree/share/doc/ngxscope
  mkdir -p "$doc"
  cp -R README.md docs "$doc"
  parts >"$dist/ngxscope-$version.cdx.json"
  cp "$dist/ngxscope-$version.cdx.json" "$doc/sbom.cdx.json"
  licenses "$doc/licenses"
}

# What the Java libraries are, as Maven knows; and the Java runtime and the system libraries beside it.
parts() {
  local runtime=$tree/lib/runtime file
  {
    # shellcheck disable=SC1091 # made by jlink
    (. "$runtime/release" && echo "platform openjdk ${JAVA_RUNTIME_VERSION:-$JAVA_VERSION}")
    for file in "$runtime"/lib/lib*.so.*; do
      file=$(readlink -f "$(ldconfig -p | sed -n "s|.*\t\?${file##*/} (libc6,x86-64.*) => ||p" | head -n 1)")
      # shellcheck disable=SC2016 # dpkg-query expands these
      dpkg-query -f 'library ${source:Package} ${source:Version}\n' -W \
        "$(dpkg -S "$file" "${file#/usr}" 2>/dev/null | head -n 1 | cut -d: -f1)" 2>/dev/null
    done
  } | sort -u |
    jq -Rn '[inputs | split(" ") | {type: .[0], name: .[1], version: .[2], "bom-ref": (.[1] + "@" + .[2])}]' |
    jq --slurpfile java cli/target/bom.json '. as $native | $java[0] | .components += $native'
}

# The licences of the Java libraries lie in their jars, those of the runtime in lib/runtime/legal.
licenses() {
  local folder=$1 jar
  mkdir -p "$folder"
  for jar in cli/target/lib/*.jar; do
    unzip -qq -o -j "$jar" 'META-INF/LICENSE*' 'META-INF/NOTICE*' 'META-INF/*LGPL*' 'META-INF/*LICENSE' \
      -d "$folder/$(basename "$jar" .jar)" 2>/dev/null || true
  done
  jq -r '.components[] | [.name, .version, (.licenses[0].license | .id // .name // "see its own documentation")] | @tsv' \
    "$dist/ngxscope-$version.cdx.json" | expand -t 28,48 >"$folder/README"
}

# Probe scripts, to be read and run by hand, and the samples with their demonstration.
scripts() {
  local share=$tree/share/ngxscope
  mkdir -p "$share"
  tar --exclude=pom.xml --exclude=target -cf - probes stap | tar -C "$share" -xf -
  mkdir -p "$share/samples"
  tar -C samples --exclude=./src --exclude=./target --exclude=./pom.xml -cf - . | tar -C "$share/samples" -xf -
  install -m 755 ci/demo.sh "$share/demo.sh"
  install -m 755 dist/demo "$tree/demo"
}

# Names in order, one owner, one time; gzip without a name and a time.
archive() {
  tar -C "$dist" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -cf - "$name" | gzip -n >"$dist/$name.tar.gz"
}

[ -r cli/target/ngxscope-cli.jar ] || fail "run 'make build' first"
rm -rf "$dist"
mkdir -p "$dist"
programs
scripts
documents
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
[ "${1:-}" != --tree ] || exit 0
archive
ci/dist-deb.sh "$tree" "$version" "$dist"
(cd "$dist" && sha256sum -- *.tar.gz *.deb *.json >SHA256SUMS)
ls -l "$dist" >&2
