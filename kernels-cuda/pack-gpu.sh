#!/usr/bin/env bash
# Usage: kernels-cuda/pack-gpu.sh JDK FILE JAR... --bench JAR...
# Packs what runs Fovea on a Linux machine with an NVIDIA driver and nothing else: a trimmed JDK, the jars, the GPU kernels
# in one of them, the benchmarks with the jars that they alone need, and the script fovea-gpu. FILE is a .tar.xz.
set -euo pipefail

jdk=$1 file=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "pack-gpu: $1" >&2
  exit 2
}

commands=()
while [[ $# -gt 0 && $1 != --bench ]]; do
  commands+=("$1")
  shift
done
shift # --bench

kernels=
for jar in "${commands[@]}"; do
  [[ ${jar##*/} != fovea-kernels-cuda-*.jar ]] || kernels=$jar
done
"$jdk/bin/jar" --list --file "$kernels" | grep 'linux-x86_64/libjnifovea_kernels.so' >/dev/null \
  || fail "no GPU kernels in $kernels: they take nvcc and g++ on the PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/fovea-gpu
# Two folders: a module path doesn't take what is for the benchmarks' class path.
mkdir -p "$root/lib" "$root/bench"
cp "${commands[@]}" "$root/lib/"
for jar; do
  [[ -e $root/lib/${jar##*/} || ${jar##*/} == fovea-cli-*.jar ]] || cp "$jar" "$root/bench/"
done
cp "$here/fovea-gpu" "$root/"

# Of the bindings of CUDA's libraries those that the peers load: the others take 4 MB.
for jar in "$root"/bench/cuda-*-linux-x86_64.jar; do
  mkdir "$work/bindings"
  (cd "$work/bindings" && "$jdk/bin/jar" --extract --file "$jar" org/bytedeco/cuda/linux-x86_64/libjnicu{dart,blas,dnn}.so)
  "$jdk/bin/jar" --create --file "$jar" -C "$work/bindings" .
  rm -r "$work/bindings"
done

# What the jars require; some are no modules and don't say.
modules=java.desktop,java.management,java.net.http,java.xml,jdk.incubator.vector,jdk.management,jdk.unsupported
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$root/runtime" >/dev/null # where it warns of the incubating Vector API

tar -C "$work" -c fovea-gpu | xz -6 -T0 >"$file"
echo "$file: $(($(stat -c %s "$file") / 1000000)) MB"
