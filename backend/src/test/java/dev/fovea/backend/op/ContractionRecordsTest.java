package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.op.Conv2d.Padding;
import org.junit.jupiter.api.Test;

class ContractionRecordsTest {
  @Test
  void convolutionDerivesShapes() {
    var op =
        Conv2d.of(8, Window.of(17, 3).stride(2).padding(1), Window.of(64, 5).dilation(2), 6, 9)
            .groups(3);
    assertEquals(Shape.of(8, 17, 64, 6), op.input());
    assertEquals(Shape.of(3, 5, 2, 9), op.weights());
    assertEquals(Shape.of(8, 9, 56, 9), op.output());
    assertEquals(3, op.groupFilters());
    assertEquals(2L * 8 * 9 * 56 * 9 * 3 * 5 * 2, op.flops());
    assertEquals(Padding.EDGE, op.padding(Padding.EDGE).padding());
  }

  @Test
  void convolutionRefuses() {
    assertRefused(
        "conv2d: filter larger than padded input: filter=11x11, input=7x7, padding=1+1,1+1",
        () -> Conv2d.of(1, Window.of(7, 11).padding(1), Window.of(7, 11).padding(1), 3, 8));
    assertRefused(
        "conv2d: groups must divide channels and filters: groups=2, channels=4, filters=3",
        () -> Conv2d.of(1, Window.of(3, 1), Window.of(3, 1), 4, 3).groups(2));
    assertRefused(
        "conv2d: sizes must be positive: n=0, channels=3, filters=8, groups=1",
        () -> Conv2d.of(0, Window.of(7, 3), Window.of(7, 3), 3, 8));
  }

  @Test
  void transposedConvolutionSwapsInputAndOutput() {
    var rows = Window.of(8, 3).stride(2).padding(1); // 4 cells: (4-1)·2 - 2 + 3 + 1 extra = 8
    var op = new ConvTranspose2d(Conv2d.of(2, rows, rows, 6, 10));
    assertEquals(Shape.of(2, 4, 4, 10), op.input());
    assertEquals(Shape.of(3, 3, 6, 10), op.weights());
    assertEquals(Shape.of(2, 8, 8, 6), op.output());
    assertRefused(
        "convTranspose2d: padding must be ZERO: padding=EDGE",
        () -> new ConvTranspose2d(op.convolution().padding(Padding.EDGE)));
  }

  @Test
  void gemmDerivesLengths() {
    var op = Gemm.of(3, 5, 7);
    assertEquals(21, op.aLength());
    assertEquals(35, op.bLength());
    assertEquals(15, op.yLength());
    assertEquals(210, op.flops());
    var transposed = Gemm.of(3, 5, 7, true, true);
    assertEquals(3, transposed.strideA());
    assertEquals(7, transposed.strideB());
    var strided = transposed.strided(4, 9, 6).batched(2);
    assertEquals(28 + 6 * 4 + 3, strided.aLength());
    assertEquals(45 + 4 * 9 + 7, strided.bLength());
    assertEquals(18 + 2 * 6 + 5, strided.yLength());
    assertEquals(0, Gemm.of(3, 5, 0).aLength());
    assertEquals(0, Gemm.of(3, 5, 0).bLength());
    assertEquals(15, Gemm.of(3, 5, 0).yLength());
  }

  @Test
  void gemmRefuses() {
    assertRefused("gemm: sizes must be positive: batch=1, m=0, n=5, k=7", () -> Gemm.of(0, 5, 7));
    assertRefused(
        "gemm: row stride of a shorter than a row: strideA=6, row=7",
        () -> Gemm.of(3, 5, 7).strided(6, 5, 5));
    assertRefused(
        "gemm: row stride of b shorter than a row: strideB=6, row=7",
        () -> Gemm.of(3, 5, 7, false, true).strided(7, 6, 5));
    assertRefused(
        "gemm: row stride of y shorter than a row: strideY=4, n=5",
        () -> Gemm.of(3, 5, 7).strided(7, 5, 4));
    assertRefused(
        "gemm: batch strides must not be negative: a=-1, b=0",
        () -> new Gemm(2, 1, 1, 1, false, false, 1, 1, 1, -1, 0, 1, 1, 0));
    assertRefused(
        "gemm: matrices of y overlap: batchStrideY=5, matrix=6",
        () -> new Gemm(2, 2, 3, 1, false, false, 1, 3, 3, 2, 3, 5, 1, 0));
  }
}
