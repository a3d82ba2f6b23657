package dev.fovea.backend.reference;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Gemm;
import org.junit.jupiter.api.Test;

class ReferenceGemmTest extends ReferenceFixture {
  // [1 2; 3 4; 5 6] · [1 0 -1; 2 1 0] = [5 2 -1; 11 4 -3; 17 6 -5]
  private static final double[] A = {1, 2, 3, 4, 5, 6};
  private static final double[] A_TRANSPOSED = {1, 3, 5, 2, 4, 6};
  private static final double[] B = {1, 0, -1, 2, 1, 0};
  private static final double[] B_TRANSPOSED = {1, 2, 0, 1, -1, 0};
  private static final double[] PRODUCT = {5, 2, -1, 11, 4, -3, 17, 6, -5};

  @Test
  void multiplies() {
    var y = output(9);
    backend.gemm(Gemm.of(3, 3, 2), of(A), of(B), Epilogue.NONE, y);
    assertValues(y, PRODUCT);
  }

  @Test
  void readsTransposedStorage() {
    var y = output(9);
    backend.gemm(Gemm.of(3, 3, 2, true, false), of(A_TRANSPOSED), of(B), Epilogue.NONE, y);
    assertValues(y, PRODUCT);
    var z = output(9);
    backend.gemm(Gemm.of(3, 3, 2, false, true), of(A), of(B_TRANSPOSED), Epilogue.NONE, z);
    assertValues(z, PRODUCT);
  }

  @Test
  void scalesAndAccumulates() {
    var y = of(1, 1, 1, 2, 2, 2, 3, 3, 3);
    backend.gemm(Gemm.of(3, 3, 2).scaled(2, -1), of(A), of(B), Epilogue.NONE, y);
    assertValues(y, 9, 3, -3, 20, 6, -8, 31, 9, -13);
  }

  @Test
  void keepsTheGapsBetweenRows() {
    var a = of(1, 2, NAN, 3, 4, NAN, 5, 6);
    var b = of(1, 0, -1, NAN, NAN, 2, 1, 0);
    var y = of(0, 0, 0, 70, 0, 0, 0, 71, 0, 0, 0);
    backend.gemm(Gemm.of(3, 3, 2).strided(3, 5, 4), a, b, Epilogue.NONE, y);
    assertValues(y, 5, 2, -1, 70, 11, 4, -3, 71, 17, 6, -5);
  }

  @Test
  void runsBatches() {
    var op = Gemm.of(1, 2, 1).batched(3);
    var y = output(6);
    backend.gemm(op, of(1, 2, 3), of(1, 10, 2, 20, 3, 30), Epilogue.NONE, y);
    assertValues(y, 1, 10, 4, 40, 9, 90);
    var shared = new Gemm(3, 1, 2, 1, false, false, 1, 2, 2, 1, 0, 2, 1, 0);
    var z = output(6);
    backend.gemm(shared, of(1, 2, 3), of(1, 10), Epilogue.NONE, z);
    assertValues(z, 1, 10, 2, 20, 3, 30);
  }

  @Test
  void anEmptyProductIsZero() {
    var y = output(2);
    backend.gemm(Gemm.of(1, 2, 0), of(7), of(7), Epilogue.bias(of(1, 2)), y);
    assertValues(y, 1, 2);
  }

  @Test
  void theEpilogueAddsBiasAndAddendThenActivates() {
    var y = output(4);
    var epilogue = Epilogue.bias(of(1, -1)).add(of(0, 0, -4, 3)).relu();
    backend.gemm(Gemm.of(2, 2, 1), of(1, 2), of(1, -1), epilogue, y);
    assertValues(y, 2, 0, 0, 0); // max(0, [2 -2; 3-4 -3+3])
  }

  @Test
  void activates() {
    double third = Math.log(3);
    assertActivated(Activation.IDENTITY, -third, third);
    assertActivated(Activation.RELU, 0, third);
    assertActivated(Activation.leakyRelu(0.25f), -third / 4, third);
    assertActivated(Activation.SIGMOID, 0.25, 0.75);
    assertActivated(Activation.TANH, -0.8, 0.8); // (3 - 1/3) / (3 + 1/3)
  }

  private void assertActivated(Activation activation, double... expected) {
    var y = output(2);
    var epilogue = Epilogue.NONE.activation(activation);
    backend.gemm(Gemm.of(1, 2, 1), of(Math.log(3)), of(-1, 1), epilogue, y);
    assertValues(y, expected);
  }

  @Test
  void roundsOnce() {
    var y = output(1);
    backend.gemm(
        Gemm.of(1, 1, 3), of(0x1p24, 1, 1), of(1, 1, 1), Epilogue.NONE, y); // float sums: 2^24
    assertValues(y, 0x1p24 + 2);
  }
}
