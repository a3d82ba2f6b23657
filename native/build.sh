#!/usr/bin/env bash
# Usage: native/build.sh cuda|emulated|sanitized OUTDIR
#   cuda       OUTDIR/libfovea_kernels.a for NVIDIA GPUs (sm_80, sm_90a, PTX for what is newer), by nvcc
#   emulated   OUTDIR/libfovea_kernels.a that runs the same kernels on the CPU, for tests, by g++
#   sanitized  the same under AddressSanitizer and UndefinedBehaviorSanitizer
# A folder of src is a family of kernels, and compiled as one unit: nvcc takes 4 s for its own headers in each. Compiles the units
# that have changed, FOVEA_BUILD_JOBS at a time (default 2). Compiler messages and the resources that kernels use lie beside the
# objects, in *.log.
set -euo pipefail

native=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kind=${1:-}
out=${2:-}
jobs=${FOVEA_BUILD_JOBS:-2}

fail() {
  echo "native/build.sh: $1" >&2
  exit 1
}

need() {
  command -v "$1" > /dev/null || fail "$1 is not on the PATH: $2"
}

[ -n "$out" ] || fail "usage: native/build.sh cuda|emulated|sanitized OUTDIR"
need ar "install binutils"
sources=()
warnings=(-Wall -Wextra -Wno-unknown-pragmas -Werror)
case $kind in
  cuda)
    need nvcc "install the CUDA toolkit, 12.4 or newer"
    compile=(nvcc -std=c++20 -O3 -I "$native/include" -I "$native/src" -Xptxas -v -Xcompiler -fPIC,-Wall
      -gencode "arch=compute_80,code=sm_80" -gencode "arch=compute_90a,code=sm_90a"
      -gencode "arch=compute_90,code=compute_90" -cudart static)
    ;;
  emulated | sanitized)
    need g++ "install g++ 12 or newer"
    sources=("$native"/emulation/*.cpp)
    # No contraction: what a kernel rounds, it rounds here.
    compile=(g++ -std=c++20 -fPIC -ffp-contract=off "${warnings[@]}" -DFOVEA_EMULATED -I "$native/include" -I "$native/src" -I "$native/emulation")
    if [ "$kind" = sanitized ]; then
      compile+=(-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined)
    else
      compile+=(-O2)
    fi
    ;;
  *)
    fail "unknown kind of build: $kind; cuda, emulated or sanitized"
    ;;
esac

mkdir -p "$out"
out=$(cd "$out" && pwd)
library=$out/libfovea_kernels.a

# Another compiler, other flags: everything is compiled anew.
printf '%s\n' "${compile[@]}" "$("${compile[0]}" --version)" > "$out/flags.new"
if ! cmp -s "$out/flags.new" "$out/flags"; then
  rm -f "$out"/*.o "$out"/*.d
  mv "$out/flags.new" "$out/flags"
fi
rm -f "$out/flags.new"

# Whether an object is older than its source or than anything that it includes.
stale() {
  local object=$1 dependencies=${1%.o}.d file
  [ -f "$object" ] && [ -f "$dependencies" ] || return 0
  while read -r file; do
    [ "$file" -nt "$object" ] && return 0
    [ -f "$file" ] || return 0
  done < <(sed -e 's/^[^:]*://' -e 's/\\$//' "$dependencies" | tr -s ' ' '\n' | grep . | sort -u)
  return 1
}

compile_one() {
  local source=$1 object language=()
  object=$out/$(basename "${source%.*}").o
  [ "${compile[0]}" = nvcc ] || language=(-x c++)
  if ! "${compile[@]}" "${language[@]}" -MD -MF "${object%.o}.d" -c "$source" -o "$object" 2> "${object%.o}.log"; then
    cat "${object%.o}.log" >&2
    rm -f "$object"
    return 1
  fi
  grep -i "warning" "${object%.o}.log" >&2 || true
}

# A family's unit includes its sources; it changes when there is another one.
write_unit() {
  local folder=$1 unit=$2 source
  for source in "$folder"/*.cu; do
    printf '#include "%s/%s"\n' "$(basename "$folder")" "$(basename "$source")"
  done > "$unit.new"
  if cmp -s "$unit.new" "$unit"; then
    rm "$unit.new"
  else
    mv "$unit.new" "$unit"
  fi
}

for folder in "$native"/src/*/; do
  compgen -G "$folder*.cu" > /dev/null || continue # headers alone
  unit=$out/$(basename "$folder").cu
  write_unit "${folder%/}" "$unit"
  sources+=("$unit")
done

objects=()
changed=0
running=0
for source in "${sources[@]}"; do
  object=$out/$(basename "${source%.*}").o
  objects+=("$object")
  if stale "$object"; then
    changed=1
    if [ "$running" -eq "$jobs" ]; then
      wait -n || fail "compilation failed"
      running=$((running - 1))
    fi
    compile_one "$source" &
    running=$((running + 1))
  fi
done
for ((; running > 0; running--)); do
  wait -n || fail "compilation failed"
done

if [ "$changed" = 1 ] || [ ! -f "$library" ]; then
  rm -f "$library"
  ar rcs "$library" "${objects[@]}"
fi
echo "$library"
