#pragma once

#include <cstddef>

namespace emulation {

/**
 * A function that runs on a stack of its own, one at a time with others: `resume` runs it until it pauses or ends. Stacks end
 * at a page that can't be touched, and are used again by the next function.
 */
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /** The function that the next `resume` begins. */
  void start(void (*function)());

  void resume();

  /** Back to `resume`, from within. */
  void pause();

 private:
  static void enter();
  [[noreturn]] void run();
  void leave(bool forever);

  char* memory_;
  void (*function_)() = nullptr;
  void* own_ = nullptr;
  void* callers_ = nullptr;
  void* sanitizer_ = nullptr;
  void* callersSanitizer_ = nullptr;
  const void* callersStack_ = nullptr;
  size_t callersStackBytes_ = 0;
};

}  // namespace emulation
