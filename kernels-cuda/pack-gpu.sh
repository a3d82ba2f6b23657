#!/usr/bin/env bash
# Usage: kernels-cuda/pack-gpu.sh JDK LIBRARIES FILE
# Packs what runs Fovea on a Linux machine with an NVIDIA driver and nothing else: a trimmed JDK, the jars in the folder
# LIBRARIES, the GPU kernels in one of them, and the script fovea-gpu. FILE is a .tar.xz.
set -euo pipefail

jdk=$1 libraries=$2 file=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "pack-gpu: $1" >&2
  exit 2
}

kernels=$(echo "$libraries"/fovea-kernels-cuda-*.jar)
unzip -l "$kernels" | grep 'linux-x86_64/libjnifovea_kernels.so' >/dev/null \
  || fail "no GPU kernels in $kernels: they take nvcc and g++ on the PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/fovea-gpu
mkdir -p "$root"
cp -r "$libraries" "$root/lib"
cp "$here/fovea-gpu" "$root/"

# What the jars require, and JMH, which is no module and doesn't say.
modules=java.desktop,java.management,java.net.http,java.xml,jdk.incubator.vector,jdk.management,jdk.unsupported
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$root/runtime" >/dev/null # where it warns of the incubating Vector API

tar -C "$work" -c fovea-gpu | xz -6 -T0 >"$file"
echo "$file: $(($(stat -c %s "$file") / 1000000)) MB"
