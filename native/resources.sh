#!/usr/bin/env bash
# Usage: native/resources.sh OUTDIR
# What the kernels of a cuda build in OUTDIR (native/build.sh cuda OUTDIR) take, by ptxas, as a table in Markdown: a row for each
# family, kind of kernel and GPU. Ends with a failure if a kernel of a product or a convolution spills registers.
set -euo pipefail

out=${1:?usage: native/resources.sh OUTDIR}
ls "$out"/*.log > /dev/null

for log in "$out"/*.log; do
  c++filt < "$log" | sed "s/^/$(basename "$log" .log) /"
done | awk '
  /Compiling entry function/ { architecture = $NF; gsub(/'\''/, "", architecture); next }
  /Function properties for/ {
    family = $1
    kernel = $0
    sub(/^.*Function properties for (void )?/, "", kernel)
    kernel = kernel ~ /Float32Tile</ ? "float32 tile" : kernel ~ /Tf32/ ? "TF32 tile" : kernel ~ /Bf16/ ? "bf16 tile" : "other"
    next
  }
  /bytes spill stores/ { spill = $6 + $10; next }
  /Used [0-9]+ registers/ {
    match($0, /Used [0-9]+/)
    registers = substr($0, RSTART + 5, RLENGTH - 5) + 0
    key = family " | " kernel " | " architecture
    count[key]++
    if (!(key in least) || registers < least[key]) least[key] = registers
    if (registers > most[key]) most[key] = registers
    if (spill > 0) spilling[key]++
    if (spill > 0 && family ~ /gemm|conv2d|depthwise/) failed = 1
  }
  END {
    print "| file | kernels | GPU | number | registers | of them spill |"
    print "| --- | --- | --- | --- | --- | --- |"
    for (key in count) print "| " key " | " count[key] " | " least[key] " to " most[key] " | " spilling[key] + 0 " |" | "sort"
    close("sort")
    exit failed
  }'
