#!/usr/bin/env bash
# Usage: native/test.sh [OUTDIR] [TEST...]
# Runs the native tests on the emulation under AddressSanitizer and UndefinedBehaviorSanitizer, in several orders of threads;
# then kernels with seeded bugs, each of which must be caught. TEST: beginnings of test names; default: all.
set -euo pipefail

native=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$native/target/sanitized}
shift || true
"$native/build.sh" sanitized "$out" > /dev/null

flags=(-std=c++20 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
  -Wall -Wextra -Werror -Wno-unknown-pragmas -DFOVEA_EMULATED -I "$native/include" -I "$native/emulation" -I "$native/src")
library=$out/libfovea_kernels.a

objects=()
mkdir -p "$out/test"
for source in "$native"/test/*.cpp; do
  object=$out/test/$(basename "$source" .cpp).o
  objects+=("$object")
  if [ ! "$object" -nt "$source" ] || [ "$native/test/check.h" -nt "$object" ] || [ "$native/include/fovea_kernels.h" -nt "$object" ]; then
    g++ "${flags[@]}" -c "$source" -o "$object"
  fi
done
g++ "${flags[@]}" "${objects[@]}" "$library" -o "$out/tests"
g++ "${flags[@]}" -x c++ "$native/test/seeded_bugs.cu" -x none "$library" -o "$out/seeded_bugs"

orders=(forward backward random:1 random:2)
for order in "${orders[@]}"; do
  echo "threads in order $order:"
  FOVEA_EMULATION_ORDER=$order "$out/tests" "$@"
done

caught() {
  local order
  for order in "${orders[@]}"; do
    FOVEA_EMULATION_ORDER=$order "$out/seeded_bugs" "$1" > "$out/seeded_bugs.log" 2>&1 || return 0
  done 2> /dev/null
  return 1
}

if caught correct; then
  echo "native/test.sh: the kernel without a bug failed: $out/seeded_bugs.log" >&2
  exit 1
fi
for bug in global-bounds shared-bounds no-barrier divergent-barrier divergent-warp unwritten; do
  caught "$bug" || {
    echo "native/test.sh: not caught: $bug" >&2
    exit 1
  }
  echo "caught: $bug: $(grep -m 1 -E 'emulation:|ERROR: AddressSanitizer|runtime error' "$out/seeded_bugs.log" || echo "wrong result")"
done
