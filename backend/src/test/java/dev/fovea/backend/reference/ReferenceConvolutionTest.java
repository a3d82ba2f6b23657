package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Conv2d.Padding;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Window;
import org.junit.jupiter.api.Test;

class ReferenceConvolutionTest extends ReferenceFixture {
  /** 3×3 image, 2×2 filter. */
  private static final Conv2d PLAIN = square(Window.of(3, 2));

  private static final Conv2d PADDED = square(Window.of(3, 2).stride(2).padding(1));
  private static final Conv2d EDGE = PADDED.padding(Padding.EDGE);

  private static Conv2d square(Window window) {
    return Conv2d.of(1, window, window, 1, 1);
  }

  /** x: 1 … 9, w: 1 … 4. */
  private Buffer convolve(Conv2d op, int outputs) {
    var y = output(outputs);
    backend.conv2d(op, counting(1, 9), counting(1, 4), Epilogue.NONE, y);
    return y;
  }

  @Test
  void convolves() {
    // 1·1 + 2·2 + 4·3 + 5·4 = 37, and so on
    assertValues(convolve(PLAIN, 4), 37, 47, 67, 77);
  }

  @Test
  void imagesAndFiltersNeedNotBeSquare() {
    // x: 2×4, w: 2×3
    var op = Conv2d.of(1, Window.of(2, 2), Window.of(4, 3), 1, 1);
    var y = output(2);
    backend.conv2d(op, counting(1, 8), counting(1, 6), Epilogue.NONE, y);
    assertValues(y, 1 + 4 + 9 + 20 + 30 + 42, 2 + 6 + 12 + 24 + 35 + 48);
  }

  @Test
  void padsWithZeros() {
    assertValues(convolve(PADDED, 4), 4, 2 * 3 + 3 * 4, 4 * 2 + 7 * 4, 77);
  }

  @Test
  void padsWithTheNearestCell() {
    assertValues(convolve(EDGE, 4), 10, 2 * 4 + 3 * 6, 4 * 3 + 7 * 7, 77);
  }

  @Test
  void padsEachSideByItsOwn() {
    var op = Conv2d.of(1, Window.of(1, 1), Window.of(2, 2).padding(1, 0), 1, 1);
    var y = output(2);
    backend.conv2d(op, of(1, 2), of(1, 10), Epilogue.NONE, y);
    assertValues(y, 10, 21);
  }

  @Test
  void dilates() {
    assertValues(convolve(square(Window.of(3, 2).dilation(2)), 1), 1 + 2 * 3 + 3 * 7 + 4 * 9);
  }

  @Test
  void sumsOverChannels() {
    // x [1,1,2,2], w [1,2,2,2]: filter 0 takes the odd weights, filter 1 the even ones
    var op = Conv2d.of(1, Window.of(1, 1), Window.of(2, 2), 2, 2);
    var y = output(2);
    backend.conv2d(op, counting(1, 4), counting(1, 8), Epilogue.bias(of(100, 200)), y);
    assertValues(y, 100 + 1 + 6 + 15 + 28, 200 + 2 + 8 + 18 + 32);
  }

  @Test
  void keepsGroupsApart() {
    // w [1,1,2,2]: filter 0 sees channels 0 and 1, filter 1 sees channels 2 and 3
    var op = Conv2d.of(1, Window.of(1, 1), Window.of(1, 1), 4, 2).groups(2);
    var y = output(2);
    backend.conv2d(op, counting(1, 4), counting(1, 4), Epilogue.NONE, y);
    assertValues(y, 1 + 3 * 2, 2 * 3 + 4 * 4);
  }

  @Test
  void keepsImagesApart() {
    var op = Conv2d.of(2, Window.of(1, 1), Window.of(2, 1), 1, 1);
    var y = output(4);
    backend.conv2d(op, counting(1, 4), of(10), Epilogue.NONE.add(of(1, 2, 3, 4)).relu(), y);
    assertValues(y, 11, 22, 33, 44);
  }

  @Test
  void inputGradientSpreadsTheFilter() {
    var dx = output(9);
    backend.conv2dInputGradient(PLAIN, of(1, 0, 0, 2), counting(1, 4), dx);
    assertValues(dx, 1, 2, 0, 3, 4 + 2, 4, 0, 6, 8);
  }

  @Test
  void weightGradientCorrelates() {
    var dw = output(4);
    backend.conv2dWeightGradient(PLAIN, counting(1, 9), of(1, 0, 0, 2), dw);
    assertValues(dw, 1 + 10, 2 + 12, 4 + 16, 5 + 18);
  }

  @Test
  void gradientsOfEdgePaddingReachTheEdge() {
    var dx = output(9);
    backend.conv2dInputGradient(EDGE, of(1, 1, 0, 0), counting(1, 4), dx);
    assertValues(dx, 10, 4, 6, 0, 0, 0, 0, 0, 0);
    var dw = output(4);
    backend.conv2dWeightGradient(EDGE, counting(1, 9), of(1, 1, 0, 0), dw);
    assertValues(dw, 1 + 2, 1 + 3, 1 + 2, 1 + 3);
  }

  @Test
  void gradientsKeepGroupsApart() {
    var op = Conv2d.of(1, Window.of(1, 1), Window.of(1, 1), 4, 2).groups(2);
    var dx = output(4);
    backend.conv2dInputGradient(op, of(1, 10), counting(1, 4), dx);
    assertValues(dx, 1, 3, 20, 40);
    var dw = output(4);
    backend.conv2dWeightGradient(op, counting(1, 4), of(1, 10), dw);
    assertValues(dw, 1, 30, 2, 40);
  }

  @Test
  void transposedConvolutionSpreadsTheFilter() {
    var op = new ConvTranspose2d(PLAIN);
    var y = output(9);
    backend.convTranspose2d(op, counting(1, 4), counting(1, 4), Epilogue.NONE, y);
    assertValues(y, 1, 4, 4, 6, 20, 16, 9, 24, 16);
  }

  @Test
  void transposedConvolutionWithStride() {
    var op = new ConvTranspose2d(square(Window.of(4, 2).stride(2)));
    var y = output(16);
    backend.convTranspose2d(op, counting(1, 4), counting(1, 4), Epilogue.NONE, y);
    assertValues(y, 1, 2, 2, 4, 3, 4, 6, 8, 3, 6, 4, 8, 9, 12, 12, 16);
  }

  @Test
  void transposedConvolutionLeavesTheRemainderZero() {
    var op = new ConvTranspose2d(Conv2d.of(1, Window.of(1, 1), Window.of(4, 1).stride(2), 1, 1));
    var y = output(4);
    backend.convTranspose2d(op, of(1, 2), of(1), Epilogue.bias(of(-0.5)).relu(), y);
    assertValues(y, 0.5, 0, 1.5, 0);
  }

  @Test
  void transposedConvolutionHasOneBiasPerOutputChannel() {
    // x [1,1,1,2], w [1,1,3,2], y [1,1,1,3]
    var op = new ConvTranspose2d(Conv2d.of(1, Window.of(1, 1), Window.of(1, 1), 3, 2));
    var y = output(3);
    backend.convTranspose2d(op, of(1, 2), counting(1, 6), Epilogue.bias(of(10, 20, 30)), y);
    assertValues(y, 10 + 1 + 4, 20 + 3 + 8, 30 + 5 + 12);
  }

  @Test
  void transposedConvolutionHasConvolutionsForGradients() {
    var op = new ConvTranspose2d(PLAIN);
    var dx = output(4);
    backend.convTranspose2dInputGradient(op, counting(1, 9), counting(1, 4), dx);
    assertValues(dx, 37, 47, 67, 77);
    var dw = output(4);
    backend.convTranspose2dWeightGradient(op, of(1, 0, 0, 2), counting(1, 9), dw);
    assertValues(dw, 1 + 10, 2 + 12, 4 + 16, 5 + 18);
  }
}
