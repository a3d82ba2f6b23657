/*
 * How one block of threads runs. Each thread is a fiber; it runs until it must wait for others, then the next one does. The
 * order is FOVEA_EMULATION_ORDER: forward (default), backward, or random:SEED, for blocks, warps, and lanes. A result that
 * depends on it is a race. What can only be a mistake ends the process with a sentence.
 */
#pragma once

#include <cstddef>
#include <functional>

#include "vector_types.h"

namespace emulation {

/** A place in the source. */
struct Site {
  const char* file;
  int line;
};

/** Runs all blocks of a launch on the calling thread, one launch at a time. */
void runGrid(dim3 grid, dim3 block, size_t sharedBytes, const std::function<void()>& thread);

/** Shared memory whose size the launch gave; holds NaNs until written. */
void* dynamicShared();

/** Waits for all threads of the block, which must come to the same site. */
void meetBlock(Site site);

/** Values that the lanes of a warp gave each other. */
struct Exchange {
  static constexpr size_t valueBytes = 64;
  alignas(16) unsigned char values[32][valueBytes];
  unsigned mask;
};

/** Gives a value of at most Exchange::valueBytes, and waits for the lanes of the mask, which must come to the same site. */
const Exchange& meetWarp(unsigned mask, const void* value, size_t bytes, Site site);

int lane();

/** A copy that is seen only after `waitForCopies`; from null: zeros. */
void copyLater(void* to, const void* from, size_t bytes, Site site);

/** Closes a group of copies of this thread. */
void commitCopies();

/** Waits until at most so many groups of this thread are open. */
void waitForCopies(int openGroups);

}  // namespace emulation
