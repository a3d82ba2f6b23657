// Runs the tests whose names begin with one of the arguments; without arguments, all.

#include <cstring>

#include "check.h"

int main(int count, char** arguments) {
  int run = 0;
  for (const test::Test& each : test::tests()) {
    bool chosen = count == 1;
    for (int i = 1; i < count; i++) {
      chosen |= each.name.rfind(arguments[i], 0) == 0;
    }
    if (chosen) {
      int before = test::failures;
      each.run();
      run++;
      if (test::failures != before) {
        std::fprintf(stderr, "failed: %s\n", each.name.c_str());
      }
    }
  }
  std::printf("%d tests, %d failures\n", run, test::failures);
  return run == 0 || test::failures != 0 ? 1 : 0;
}
