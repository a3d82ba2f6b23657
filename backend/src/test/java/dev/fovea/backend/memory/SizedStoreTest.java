package dev.fovea.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizedStoreTest {
  @ParameterizedTest
  @CsvSource({
    "0, 64",
    "1, 64",
    "64, 64",
    "65, 128",
    "256, 256",
    "257, 320",
    "512, 512",
    "513, 640",
    "640, 640",
    "641, 768",
    "1000000, 1048576",
    "1048577, 1310720"
  })
  void blocksHaveFourSizesPerPowerOfTwo(long bytes, long block) {
    assertEquals(block, new SizedStore<>(new CountedSource()).round(bytes));
  }
}
