// Greedy suppression of boxes that overlap a better one: boxes are sorted by counting who comes before each, every pair is
// compared, 64 × 64 at a time, into words of bits, and one block goes through these words in order.

#include "common/pack.cuh"
#include "common/rows.cuh"

namespace fovea {

namespace {

constexpr int tileBoxes = 64; /* the bits of a word */
constexpr int sweepThreads = 512;

using Box = Pack<4>; /* x1, y1, x2, y2 */

/** The boxes from the highest score to the lowest. */
struct Sorted {
  Box* boxes;
  int32_t* order; /* where each was before; -1 if its score or box has a NaN */
};

/** Where the parts of the workspace lie. */
struct Workspace {
  Sorted sorted;
  uint64_t* overlaps; /* [boxes, tiles]: the bits of later boxes that a box suppresses; tiles before its own are not written */
  uint64_t* removed;  /* [tiles] */

  Workspace(void* memory, int count, int tiles)
      : sorted{static_cast<Box*>(memory), nullptr},
        overlaps(reinterpret_cast<uint64_t*>(sorted.boxes + count)),
        removed(overlaps + static_cast<int64_t>(count) * tiles) {
    sorted.order = reinterpret_cast<int32_t*>(removed + tiles);
  }
};

/** Whether score a of box i comes before score b of box j: NaN last, the lower number first of equals. */
__device__ bool precedes(float a, int64_t i, float b, int64_t j) {
  bool aIsNan = a != a;
  bool bIsNan = b != b;
  if (aIsNan || bIsNan) {
    return aIsNan == bIsNan ? i < j : bIsNan;
  }
  return a > b || (a == b && i < j);
}

__device__ bool hasNan(const Box& box) { return box[0] != box[0] || box[1] != box[1] || box[2] != box[2] || box[3] != box[3]; }

/** A team to a box. What has a NaN becomes an empty box, which overlaps nothing. */
__global__ void sortKernel(Team team, int64_t boxCount, int64_t count, const float* boxes, const float* scores, Sorted sorted) {
  team.forEachRow(boxCount, [&](int64_t own, bool exists) {
    float score = exists ? scores[own] : 0;
    int before = 0;
    team.forEachPack<1>(exists ? count : 0, [&](int64_t i) { before += precedes(scores[i], i, score, own) ? 1 : 0; });
    before = team.combine(before, [](int a, int b) { return a + b; });
    if (exists && team.rank() == 0) {
      Box box = loadPack<4>(boxes + own * 4);
      bool usable = score == score && !hasNan(box);
      sorted.boxes[before] = usable ? box : Box{};
      sorted.order[before] = usable ? static_cast<int32_t>(own) : -1;
    }
  });
}

/** The extent from low to high; 0 if there is none. */
__device__ float extent(float low, float high) {
  float difference = __fsub_rn(high, low);
  return difference > 0 ? difference : 0;
}

__device__ float areaOf(const Box& box) { return __fmul_rn(extent(box[0], box[2]), extent(box[1], box[3])); }

/** Never fused, so that every backend keeps the same boxes. */
__device__ bool overlaps(const Box& a, float areaOfA, const Box& b, float areaOfB, float threshold) {
  float width = extent(fmaxf(a[0], b[0]), fminf(a[2], b[2]));
  float height = extent(fmaxf(a[1], b[1]), fminf(a[3], b[3]));
  float shared = __fmul_rn(width, height);
  return shared > __fmul_rn(threshold, __fsub_rn(__fadd_rn(areaOfA, areaOfB), shared));
}

/** A block to a pair of tiles, a thread to a box of the first. */
__global__ void overlapKernel(int count, float threshold, const Box* boxes, uint64_t* words) {
  if (blockIdx.x < blockIdx.y) {
    return;  // earlier boxes are never suppressed by later ones
  }
  Box* others = sharedMemory<Box>();
  auto* areas = reinterpret_cast<float*>(others + tileBoxes);
  int thread = static_cast<int>(threadIdx.x);
  int first = static_cast<int>(blockIdx.x) * tileBoxes;
  int size = min(tileBoxes, count - first);
  if (thread < size) {
    others[thread] = boxes[first + thread];
    areas[thread] = areaOf(others[thread]);
  }
  __syncthreads();
  int own = static_cast<int>(blockIdx.y) * tileBoxes + thread;
  if (own < count) {
    Box box = boxes[own];
    float area = areaOf(box);
    uint64_t word = 0;
    for (int j = max(own + 1 - first, 0); j < size; j++) {
      word |= static_cast<uint64_t>(overlaps(box, area, others[j], areas[j], threshold)) << j;
    }
    words[static_cast<int64_t>(own) * gridDim.x + blockIdx.x] = word;
  }
}

/** What the block of the sweep shares. */
struct Sweep {
  uint64_t within[tileBoxes]; /* what the boxes of the tile suppress in it */
  uint64_t kept;
  int32_t order[tileBoxes];
  int written;
};

/** The tile's boxes that remain, one after the other; writes where they were before. */
__device__ void keepTile(Sweep& sweep, uint64_t removed, int size, int32_t* kept) {
  uint64_t remaining = 0;
  for (int i = 0; i < size; i++) {
    if ((removed >> i & 1) == 0) {
      remaining |= uint64_t{1} << i;
      removed |= sweep.within[i];
      if (sweep.order[i] >= 0) {
        kept[sweep.written++] = sweep.order[i];
      }
    }
  }
  sweep.kept = remaining;
}

/** One block: what remains of a tile is known once all tiles before it are done. */
__global__ void __launch_bounds__(sweepThreads, 1) sweepKernel(int count, int tiles, Workspace workspace, int32_t* kept) {
  Sweep& sweep = *sharedMemory<Sweep>();
  int thread = static_cast<int>(threadIdx.x);
  for (int tile = thread; tile < tiles; tile += sweepThreads) {
    workspace.removed[tile] = 0;
  }
  if (thread == 0) {
    sweep.written = 0;
  }
  for (int tile = 0; tile < tiles; tile++) {
    int64_t first = static_cast<int64_t>(tile) * tileBoxes;
    int size = static_cast<int>(min(static_cast<int64_t>(tileBoxes), count - first));
    if (thread < size) {
      sweep.within[thread] = workspace.overlaps[(first + thread) * tiles + tile];
      sweep.order[thread] = workspace.sorted.order[first + thread];
    }
    __syncthreads();
    if (thread == 0) {
      keepTile(sweep, workspace.removed[tile], size, kept);
    }
    __syncthreads();
    uint64_t remaining = sweep.kept;
    for (int later = tile + 1 + thread; later < tiles; later += sweepThreads) {
      uint64_t removed = workspace.removed[later];
#pragma unroll 16
      for (int i = 0; i < tileBoxes; i++) {  // a tile with later ones is full
        removed |= (remaining >> i & 1) != 0 ? workspace.overlaps[(first + i) * tiles + later] : 0;
      }
      workspace.removed[later] = removed;
    }
  }
  for (int i = sweep.written + thread; i < count; i += sweepThreads) {
    kept[i] = -1;
  }
}

}  // namespace

}  // namespace fovea

size_t fovea_non_maximum_suppression_workspace(int count) {
  size_t boxes = count;
  size_t tiles = fovea::ceilDiv(boxes, static_cast<size_t>(fovea::tileBoxes));
  return boxes * (sizeof(fovea::Box) + sizeof(int32_t)) + (boxes + 1) * tiles * sizeof(uint64_t);
}

cudaError_t fovea_non_maximum_suppression_float32(int count, float threshold, const float* boxes, const float* scores,
                                                  int32_t* kept, void* workspace, cudaStream_t stream) {
  if (count == 0) {
    return cudaSuccess;
  }
  unsigned tiles = static_cast<unsigned>(fovea::ceilDiv(count, fovea::tileBoxes));
  fovea::Workspace parts(workspace, count, static_cast<int>(tiles));
  auto sort = &fovea::sortKernel;
  cudaError_t error = fovea::launchRows(stream, sort, sort, count, count, boxes, scores, parts.sorted);
  if (error == cudaSuccess) {
    size_t sharedBytes = fovea::tileBoxes * (sizeof(fovea::Box) + sizeof(float));
    error = fovea::launch(stream, &fovea::overlapKernel, dim3(tiles, tiles), fovea::tileBoxes, sharedBytes, count, threshold,
                          parts.sorted.boxes, parts.overlaps);
  }
  return error != cudaSuccess ? error
                              : fovea::launch(stream, &fovea::sweepKernel, 1, fovea::sweepThreads, sizeof(fovea::Sweep), count,
                                              static_cast<int>(tiles), parts, kept);
}
