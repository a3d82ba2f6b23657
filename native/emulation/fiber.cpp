#include "fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

namespace emulation {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr size_t stackBytes = 512 << 10;  // red zones and fake frames make stacks grow
#else
constexpr size_t stackBytes = 128 << 10;
#endif

Fiber* starting = nullptr;

}  // namespace

#if defined(__x86_64__)

// swapcontext saves the signal mask by a system call, fifty times as slow as this: what a call must preserve.
extern "C" void fovea_emulation_switch(void** from, void* to);
asm(R"(
.text
.globl fovea_emulation_switch
.hidden fovea_emulation_switch
.type fovea_emulation_switch, @function
fovea_emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size fovea_emulation_switch, .-fovea_emulation_switch
)");

namespace {

void prepare(void** context, char* stack, void (*entry)()) {
  constexpr int savedRegisters = 6;
  auto* top = reinterpret_cast<uintptr_t*>(stack + stackBytes);
  top[-1] = 0;  // as if called: keeps the alignment that the ABI asks for
  top[-2] = reinterpret_cast<uintptr_t>(entry);
  for (int i = 0; i < savedRegisters; i++) {
    top[-3 - i] = 0;
  }
  *context = top - 2 - savedRegisters;
}

void switchTo(void** from, void** to) { fovea_emulation_switch(from, *to); }

void release(void**) {}

}  // namespace

#else

namespace {

ucontext_t* contextOf(void** slot) {
  if (*slot == nullptr) {
    *slot = new ucontext_t;
  }
  return static_cast<ucontext_t*>(*slot);
}

void prepare(void** slot, char* stack, void (*entry)()) {
  ucontext_t* context = contextOf(slot);
  getcontext(context);
  context->uc_stack.ss_sp = stack;
  context->uc_stack.ss_size = stackBytes;
  context->uc_link = nullptr;
  makecontext(context, entry, 0);
}

void switchTo(void** from, void** to) { swapcontext(contextOf(from), contextOf(to)); }

void release(void** slot) { delete static_cast<ucontext_t*>(*slot); }

}  // namespace

#endif

Fiber::Fiber() {
  size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* memory = mmap(nullptr, page + stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0) {
    throw std::bad_alloc();
  }
  memory_ = static_cast<char*>(memory) + page;
}

Fiber::~Fiber() {
  size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  munmap(memory_ - page, page + stackBytes);
  release(&own_);
  release(&callers_);
}

void Fiber::start(void (*function)()) {
  function_ = function;
#if defined(__SANITIZE_ADDRESS__)
  sanitizer_ = nullptr;
  __asan_unpoison_memory_region(memory_, stackBytes);  // frames that never returned
#endif
  prepare(&own_, memory_, &Fiber::enter);
}

void Fiber::resume() {
  starting = this;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&callersSanitizer_, memory_, stackBytes);
#endif
  switchTo(&callers_, &own_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(callersSanitizer_, nullptr, nullptr);
#endif
}

void Fiber::pause() { leave(false); }

void Fiber::enter() { starting->run(); }

void Fiber::run() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &callersStack_, &callersStackBytes_);
#endif
  function_();
  leave(true);
  std::abort();
}

void Fiber::leave([[maybe_unused]] bool forever) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(forever ? nullptr : &sanitizer_, callersStack_, callersStackBytes_);
#endif
  switchTo(&own_, &callers_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(sanitizer_, &callersStack_, &callersStackBytes_);
#endif
}

}  // namespace emulation
