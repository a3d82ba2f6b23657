package dev.fovea.bench.peers.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the peers on a GPU needs none. */
class LayoutsTest {
  /** Filters {@code [KH·KW·C,F]} as {@code [F,KH·KW·C]}, and back. */
  @Test
  void filtersAreTransposed() {
    var filters = new float[] {1, 2, 3, 4, 5, 6};
    var turned = CudnnConvolution.transposed(filters, 2, 3);
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, turned);
    assertArrayEquals(filters, CudnnConvolution.transposed(turned, 3, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x3f80",
    "-2, 0xc000",
    "0x1.01p0, 0x3f80", // in the middle: to even
    "0x1.03p0, 0x3f82",
    "0x1.0102p0, 0x3f81",
    "0x1.fffffep0, 0x4000",
    "0, 0"
  })
  void factorsAreRoundedToTheNearest(float value, String bits) {
    assertEquals(Integer.decode(bits), Short.toUnsignedInt(DeviceArray.toHalf(value)));
  }
}
