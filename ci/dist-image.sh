#!/usr/bin/env bash
# Links a Java runtime that holds ngxscope itself, so that a host without Java can run it: `ci/dist-image.sh FOLDER`
# after `make build`. All jars become one module, since the runtime can map the loaded classes of modules, wherever it
# was unpacked, but those of jars only under the very path at which the archive of classes was made (JDK 17).
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.."
image=${1:?the folder to make}
: "${SOURCE_DATE_EPOCH:?the time of every file, in seconds}"
javac=${JAVA_HOME:+$JAVA_HOME/bin/javac}
tools=$(dirname "$(readlink -f "${javac:-$(command -v javac)}")")
feature=$("$tools/javac" -version 2>&1 | sed 's/^javac \([0-9]*\).*/\1/')
work=$(mktemp -d "${TMPDIR:-/tmp}/ngxscope-image-XXXXXXXX")
trap 'rm -rf -- "$work"' EXIT
classes=$work/io.ngxscope

# Only libraries for this system, no old module descriptors, no variants for newer Java, no signatures.
unpack() {
  local jar=$1 services=$work/services
  rm -rf "$work/jar"
  mkdir -p "$work/jar" "$services"
  unzip -qq -o "$jar" -d "$work/jar"
  if [ -d "$work/jar/META-INF/services" ]; then
    local file
    for file in "$work"/jar/META-INF/services/*; do
      sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$file" >>"$services/${file##*/}"
    done
  fi
  find "$work/jar" \( -name module-info.class -o -path '*/META-INF/versions' -o -path '*/META-INF/maven' \
    -o -path '*/META-INF/services' -o -path '*/META-INF/native-image' \) -prune -exec rm -rf {} +
  cp -R "$work/jar/." "$classes"
}

# Two libraries bring native code for many systems; what is for this one goes beside the runtime's own, where it is
# loaded without being unpacked into /tmp at each start (which may be mounted noexec).
native_libraries() {
  mkdir -p "$work/native"
  cp "$classes/com/sun/jna/linux-x86-64/libjnidispatch.so" "$classes/org/jline/nativ/Linux/x86_64/libjlinenative.so" \
    "$work/native"
  find "$classes" -regex '.*\.\(so\|a\|dll\|jnilib\|dylib\)' -delete
}

# Classes for a newer Java than this one: it could not load them, and jlink could not read them.
drop_newer_classes() {
  local newest
  newest=$(printf '%02x' $((feature + 44))) # the version of class files: 61 is Java 17
  grep -rlaP --include='*.class' "^\xCA\xFE\xBA\xBE..\x00(?![\x00-\x$newest])" "$classes" | xargs -r rm
}

# A module that needs what the classes refer to, and offers each service that one of the jars offered.
module_descriptor() {
  local file modules
  # Some references are optional and lead nowhere: to what only another system has.
  modules=$("$tools/jdeps" --multi-release base --ignore-missing-deps --print-module-deps "$classes")
  {
    echo 'open module io.ngxscope {'
    # jdk.unsupported: signals and the FFI of the libraries reach it by reflection, which jdeps does not see.
    tr ',' '\n' <<<"$modules,jdk.unsupported" | grep -vx java.base | sort -u | sed 's/.*/  requires &;/'
    echo '  exports io.ngxscope.cli;' # so that it is found without being named
    for file in "$work"/services/*; do
      echo "  uses ${file##*/};"
      echo "  provides ${file##*/} with $(sort -u "$file" | paste -sd,);"
    done
    echo '}'
  } >"$work/module-info.java"
  "$tools/javac" --release "$feature" -nowarn -d "$classes" --module-path "$work" \
    --patch-module "io.ngxscope=$classes" "$work/module-info.java"
}

# What Debian's Java takes from the system beside the C library, since the system may not have it. The runtime looks in
# its own folder first.
bundle_libraries() {
  local library
  find "$image" -name '*.so' -exec ldd {} + 2>/dev/null |
    sed -n 's/^\t[^ ]* => \(\/[^ ]*\) (0x.*/\1/p' | sort -u |
    while read -r library; do
      case ${library##*/} in
        libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libutil.so.* | ld-linux*) continue ;;
      esac
      case $library in "$image"/*) continue ;; esac
      cp -L "$library" "$image/lib"
    done
}

# One font, for hosts that have none: the chart in a report is laid out with it. Java asks fontconfig first, and takes
# this only where that is missing.
font() {
  local file=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf name style
  mkdir -p "$image/lib/fonts"
  cp "$file" "$image/lib/fonts"
  {
    echo version=1
    for name in serif sansserif monospaced dialog dialoginput; do
      for style in plain bold italic bolditalic; do
        echo "$name.$style.latin-1=DejaVu Sans"
      done
    done
    echo sequence.allfonts=latin-1
    # shellcheck disable=SC2016 # Java expands it
    echo 'filename.DejaVu_Sans=$JRE_LIB_FONTS/DejaVuSans.ttf'
  } >"$image/lib/fontconfig.properties"
}

# Classes that ngxscope loads, parsed and verified now. The list names those of Java and the libraries; all of
# ngxscope's own are added.
class_archive() {
  local list=$work/classes.list
  {
    cat ci/dist-classes.list
    (cd "$classes" && find io/ngxscope -name '*.class' | sed 's/\.class$//')
  } | awk '!seen[$0]++' >"$list"
  find "$image" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} + # the archive notes the times of what it was made from
  "$image/bin/java" -Xshare:dump -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$image/lib/server/classes.jsa" \
    -XX:+UseG1GC -Xlog:disable -Xlog:all=error:stderr >/dev/null
}

rm -rf "$image"
mkdir -p "$classes"
for jar in cli/target/lib/*.jar cli/target/ngxscope-cli.jar; do
  unpack "$PWD/$jar"
done
drop_newer_classes
native_libraries
module_descriptor
"$tools/jlink" --module-path "$work:$tools/../jmods" --add-modules io.ngxscope --output "$image" \
  --strip-debug --no-header-files --no-man-pages --vm server
cp "$work"/native/*.so "$image/lib"
find "$image/bin" -type f ! -name java -delete
# Windows, sound and printing: ngxscope draws into files.
(cd "$image/lib" && rm -f libawt_xawt.so libsplashscreen.so libjsound.so libjawt.so libprefs.so jexec jrt-fs.jar \
  classlist psfont*)
bundle_libraries
font
class_archive
