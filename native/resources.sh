#!/usr/bin/env bash
# Usage: native/resources.sh OUTDIR
# What the kernels of a cuda build in OUTDIR (native/build.sh cuda OUTDIR) take, by ptxas, as a table in Markdown: a row for each
# family and kernel, over all its instances; sm_80 before sm_90a where they differ. Ends with a failure if a family has no log, or
# if a kernel of a product or a convolution spills registers.
set -euo pipefail

out=${1:?usage: native/resources.sh OUTDIR}
native=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for unit in "$out"/*.cu; do
  log=${unit%.cu}.log
  [ -f "$log" ] || {
    echo "native/resources.sh: no $log: run native/build.sh cuda $out" >&2
    exit 1
  }
  c++filt < "$log" | sed "s/^/$(basename "$log" .log) /"
done | awk '
  function range(low, high) { return low == high ? low : low " to " high }

  # Both GPUs, or one figure if they agree.
  function both(of80, of90) { return of80 == of90 ? of80 : of80 "; " of90 }

  /Compiling entry function/ { architecture = $NF; gsub(/'\''/, "", architecture); next }
  /Function properties for/ {
    family = $1
    kernel = $0
    sub(/^.*Function properties for (void )?/, "", kernel)
    gsub(/\(anonymous namespace\)::|_GLOBAL__N__[0-9a-zA-Z_]*::/, "", kernel)
    if (kernel ~ /Float32Tile</) kernel = "float32 tile"
    else if (kernel ~ /Tf32/) kernel = "TF32 tile"
    else if (kernel ~ /Bf16/) kernel = "bf16 tile"
    else {
      sub(/[<(].*$/, "", kernel)
      sub(/^.*::/, "", kernel)
    }
    next
  }
  /bytes stack frame/ { stack = $2; spill = $6 + $10; next }
  /Used [0-9]+ registers/ {
    match($0, /Used [0-9]+/)
    registers = substr($0, RSTART + 5, RLENGTH - 5) + 0
    shared = match($0, /[0-9]+ bytes smem/) ? substr($0, RSTART, RLENGTH) + 0 : 0
    name = family " | " kernel
    names[name] = 1
    key = name SUBSEP architecture
    count[key]++
    if (!(key in least) || registers < least[key]) least[key] = registers
    if (registers > most[key]) most[key] = registers
    if (stack > stacks[key]) stacks[key] = stack
    if (shared > shares[key]) shares[key] = shared
    if (spill > 0) spilling[key]++
    if (spill > 0 && family ~ /product|convolution|winograd/) failed = 1
  }
  END {
    print "| family | kernel | instances | registers | stack, bytes | static shared memory, bytes | of them spill |"
    print "| --- | --- | --- | --- | --- | --- | --- |"
    for (name in names) {
      a = name SUBSEP "sm_80"
      b = name SUBSEP "sm_90a"
      print "| " name " | " both(count[a] + 0, count[b] + 0) " | " both(range(least[a], most[a]), range(least[b], most[b])) " | " \
        both(stacks[a] + 0, stacks[b] + 0) " | " both(shares[a] + 0, shares[b] + 0) " | " \
        both(spilling[a] + 0, spilling[b] + 0) " |" | "sort"
    }
    close("sort")
    exit failed
  }'
