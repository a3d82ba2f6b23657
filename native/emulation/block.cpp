#include "block.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "cuda_runtime.h"
#include "fiber.h"

uint3 threadIdx;
uint3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace emulation {

namespace {

constexpr unsigned warpSize = 32;

enum class State { READY, AT_WARP, AT_BLOCK, ENDED };

struct Copy {
  void* to;
  const void* from;
  size_t bytes;
};

struct Thread {
  Fiber fiber;
  uint3 index{};
  State state = State::ENDED;
  Site site{};
  std::vector<Copy> openCopies;
  std::deque<std::vector<Copy>> copyGroups;
};

/** One that isn't read any more when the next but one is written, so two are enough. */
struct Warp {
  Exchange exchanges[2];
  unsigned rounds = 0;
  unsigned arrived = 0;
  unsigned expected = 0;
  Site site{};
};

std::vector<std::unique_ptr<Thread>> threads;
std::vector<Warp> warps;
Thread* current = nullptr;
unsigned currentNumber = 0;
const std::function<void()>* body = nullptr;
unsigned char* shared = nullptr;

[[noreturn]] void fail(const char* rule, Site site) {
  std::fprintf(stderr, "emulation: %s: %s:%d: block=(%u,%u,%u), thread=(%u,%u,%u)\n", rule, site.file, site.line, blockIdx.x,
               blockIdx.y, blockIdx.z, threadIdx.x, threadIdx.y, threadIdx.z);
  std::abort();
}

bool same(Site a, Site b) { return a.line == b.line && std::strcmp(a.file, b.file) == 0; }

/** The order in which blocks, warps, or lanes take turns. */
class Order {
 public:
  Order() {
    const char* given = std::getenv("FOVEA_EMULATION_ORDER");
    std::string name = given == nullptr ? "forward" : given;
    backward_ = name == "backward";
    random_ = name.rfind("random:", 0) == 0;
    if (random_) {
      generator_.seed(static_cast<unsigned>(std::stoul(name.substr(7))));
    } else if (!backward_ && name != "forward") {
      std::fprintf(stderr, "emulation: unknown order: FOVEA_EMULATION_ORDER=%s; forward, backward, or random:SEED\n", given);
      std::abort();
    }
  }

  void arrange(std::vector<unsigned>& numbers) {
    std::iota(numbers.begin(), numbers.end(), 0U);
    if (backward_) {
      std::reverse(numbers.begin(), numbers.end());
    } else if (random_) {
      std::shuffle(numbers.begin(), numbers.end(), generator_);
    }
  }

 private:
  bool backward_ = false;
  bool random_ = false;
  std::mt19937 generator_;
};

void resume(unsigned number) {
  currentNumber = number;
  current = threads[number].get();
  threadIdx = current->index;
  current->fiber.resume();
}

/** The thread waits, and goes on with what `resume` of another thread changed set back. */
void waitAs(State state, Site site) {
  Thread* self = current;
  self->state = state;
  self->site = site;
  self->fiber.pause();
}

void runThread() {
  (*body)();
  if (!current->openCopies.empty() || !current->copyGroups.empty()) {
    fail("copies that the thread never waited for", {"end of kernel", 0});
  }
  current->state = State::ENDED;
}

void begin(dim3 block) {
  unsigned count = block.x * block.y * block.z;
  while (threads.size() < count) {
    threads.push_back(std::make_unique<Thread>());
  }
  warps.resize((count + warpSize - 1) / warpSize);
  for (unsigned i = 0; i < count; i++) {
    threads[i]->index = {i % block.x, i / block.x % block.y, i / (block.x * block.y)};
    threads[i]->state = State::READY;
    threads[i]->fiber.start(&runThread);
  }
}

/** Runs the warp's threads until none can go on. */
bool runWarp(unsigned warp, unsigned count, const std::vector<unsigned>& lanes) {
  bool progress = false;
  for (bool again = true; again;) {
    again = false;
    for (unsigned lane : lanes) {
      unsigned number = warp * warpSize + lane;
      if (number < count && threads[number]->state == State::READY) {
        resume(number);
        again = true;
      }
    }
    progress |= again;
  }
  return progress;
}

/** Lets all threads pass the barrier at which they are; false if all have ended. */
bool passBarrier(unsigned count) {
  const Thread* first = threads[0].get();
  for (unsigned i = 0; i < count; i++) {
    Thread* thread = threads[i].get();
    threadIdx = thread->index;
    if (thread->state == State::AT_WARP) {
      fail("divergent warp: lanes of the mask never came to", thread->site);
    }
    if (thread->state != first->state || (thread->state == State::AT_BLOCK && !same(thread->site, first->site))) {
      fail("divergent barrier: not all threads of the block came to", thread->state == State::AT_BLOCK ? thread->site : first->site);
    }
  }
  if (first->state == State::ENDED) {
    return false;
  }
  for (unsigned i = 0; i < count; i++) {
    threads[i]->state = State::READY;
  }
  return true;
}

void runBlock(dim3 block, Order& order) {
  begin(block);
  unsigned count = block.x * block.y * block.z;
  std::vector<unsigned> warpOrder(warps.size());
  std::vector<unsigned> lanes(warpSize);
  order.arrange(warpOrder);
  order.arrange(lanes);
  do {
    for (bool again = true; again;) {
      again = false;
      for (unsigned warp : warpOrder) {
        again |= runWarp(warp, count, lanes);
      }
    }
  } while (passBarrier(count));
}

}  // namespace

void runGrid(dim3 grid, dim3 block, size_t sharedBytes, const std::function<void()>& thread) {
  static std::mutex oneLaunch;
  static Order order;
  std::lock_guard lock(oneLaunch);
  body = &thread;
  blockDim = block;
  gridDim = grid;
  // A heap block of just this size, so that AddressSanitizer sees what lies outside.
  constexpr size_t alignment = 128;
  void* memory = nullptr;
  if (posix_memalign(&memory, alignment, sharedBytes) != 0) {
    throw std::bad_alloc();
  }
  std::unique_ptr<void, decltype(&std::free)> owner(memory, &std::free);
  shared = static_cast<unsigned char*>(memory);
  std::vector<unsigned> blocks(static_cast<size_t>(grid.x) * grid.y * grid.z);
  order.arrange(blocks);
  for (unsigned number : blocks) {
    blockIdx = {number % grid.x, number / grid.x % grid.y, number / (grid.x * grid.y)};
    std::memset(shared, 0xff, sharedBytes);
    runBlock(block, order);
  }
}

void* dynamicShared() { return shared; }

int lane() { return static_cast<int>(currentNumber % warpSize); }

void meetBlock(Site site) { waitAs(State::AT_BLOCK, site); }

const Exchange& meetWarp(unsigned mask, const void* value, size_t bytes, Site site) {
  Warp& warp = warps[currentNumber / warpSize];
  unsigned first = currentNumber / warpSize * warpSize;
  unsigned lanes = std::min(warpSize, blockDim.x * blockDim.y * blockDim.z - first);
  unsigned expected = lanes == warpSize ? mask : mask & ((1U << lanes) - 1);
  unsigned own = 1U << lane();
  if (bytes > Exchange::valueBytes) {
    fail("value too large to exchange", site);
  }
  if ((expected & own) == 0) {
    fail("a lane outside the mask came to", site);
  }
  if (warp.arrived == 0) {
    warp.expected = expected;
    warp.site = site;
  } else if (warp.expected != expected || !same(warp.site, site)) {
    fail("divergent warp: lanes with other masks or at other places met those at", warp.site);
  }
  Exchange& exchange = warp.exchanges[warp.rounds % 2];
  exchange.mask = expected;
  if (bytes != 0) {
    std::memcpy(exchange.values[lane()], value, bytes);
  }
  warp.arrived |= own;
  if (warp.arrived != expected) {
    waitAs(State::AT_WARP, site);
    return exchange;
  }
  warp.arrived = 0;
  warp.rounds++;
  for (unsigned i = 0; i < lanes; i++) {
    if ((expected >> i & 1) != 0 && threads[first + i]->state == State::AT_WARP) {
      threads[first + i]->state = State::READY;
    }
  }
  return exchange;
}

void copyLater(void* to, const void* from, size_t bytes, Site site) {
  auto misaligned = [bytes](const void* p) { return reinterpret_cast<uintptr_t>(p) % bytes != 0; };
  if (misaligned(to) || misaligned(from)) {
    fail("misaligned copy", site);
  }
  current->openCopies.push_back({to, from, bytes});
}

void commitCopies() {
  current->copyGroups.push_back(std::move(current->openCopies));
  current->openCopies.clear();
}

void waitForCopies(int openGroups) {
  auto& groups = current->copyGroups;
  for (; groups.size() > static_cast<size_t>(openGroups); groups.pop_front()) {
    for (const Copy& copy : groups.front()) {
      if (copy.from == nullptr) {
        std::memset(copy.to, 0, copy.bytes);
      } else {
        std::memcpy(copy.to, copy.from, copy.bytes);
      }
    }
  }
}

}  // namespace emulation
