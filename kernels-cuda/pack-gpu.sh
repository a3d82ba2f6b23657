#!/usr/bin/env bash
# Usage: kernels-cuda/pack-gpu.sh JDK FILE JAR...
# Packs what runs Fovea on a Linux machine with an NVIDIA driver and nothing else: a trimmed JDK, the jars, the GPU kernels
# in one of them, and the script fovea-gpu. FILE is a .tar.xz.
set -euo pipefail

jdk=$1 file=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "pack-gpu: $1" >&2
  exit 2
}

kernels=
for jar; do
  [[ ${jar##*/} != fovea-kernels-cuda-*.jar ]] || kernels=$jar
done
unzip -l "$kernels" | grep 'linux-x86_64/libjnifovea_kernels.so' >/dev/null \
  || fail "no GPU kernels in $kernels: they take nvcc and g++ on the PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/fovea-gpu
mkdir -p "$root/lib"
cp "$@" "$root/lib/"
cp "$here/fovea-gpu" "$root/"

# What the jars require; some are no modules and don't say.
modules=java.desktop,java.management,java.net.http,java.xml,jdk.incubator.vector,jdk.management,jdk.unsupported
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$root/runtime" >/dev/null # where it warns of the incubating Vector API

tar -C "$work" -c fovea-gpu | xz -6 -T0 >"$file"
echo "$file: $(($(stat -c %s "$file") / 1000000)) MB"
