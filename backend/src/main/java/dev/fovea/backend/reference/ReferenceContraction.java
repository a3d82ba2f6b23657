package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;

/** Matrix products and convolutions as sums of products. */
interface ReferenceContraction extends ContractionOps {
  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    var left = Values.read(a, op.aLength());
    var right = Values.read(b, op.bLength());
    for (int i = 0; i < op.batch(); i++) {
      for (int row = 0; row < op.m(); row++) {
        for (int column = 0; column < op.n(); column++) {
          double sum = 0;
          for (int k = 0; k < op.k(); k++) {
            sum += left[aIndex(op, i, row, k)] * right[bIndex(op, i, k, column)];
          }
          long at = i * op.batchStrideY() + (long) row * op.strideY() + column;
          double result = op.alpha() * sum;
          if (op.beta() != 0) {
            result += op.beta() * Values.get(y, at);
          }
          Values.set(y, at, finish(epilogue, result, column, at));
        }
      }
    }
  }

  private static int aIndex(Gemm op, int i, int row, int k) {
    long matrix = i * op.batchStrideA();
    return (int)
        (op.transposeA()
            ? matrix + (long) k * op.strideA() + row
            : matrix + (long) row * op.strideA() + k);
  }

  private static int bIndex(Gemm op, int i, int k, int column) {
    long matrix = i * op.batchStrideB();
    return (int)
        (op.transposeB()
            ? matrix + (long) column * op.strideB() + k
            : matrix + (long) k * op.strideB() + column);
  }

  /** {@code activation(result + bias[column] + addend[at])} */
  private static double finish(Epilogue epilogue, double result, int column, long at) {
    double sum = result;
    if (epilogue.bias() != null) {
      sum += Values.get(epilogue.bias(), column);
    }
    if (epilogue.addend() != null) {
      sum += Values.get(epilogue.addend(), at);
    }
    return epilogue.activation().apply(sum);
  }

  /** Stores the results of a convolution, {@code columns} channels to a cell. */
  private static void store(double[] results, int columns, Epilogue epilogue, Buffer y) {
    for (int i = 0; i < results.length; i++) {
      Values.set(y, i, finish(epilogue, results[i], i % columns, i));
    }
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    var image = Values.read(x, op.input().elements());
    var weights = Values.read(w, op.weights().elements());
    var result = new double[Math.toIntExact(op.output().elements())];
    ConvolutionTerms.forEach(
        op,
        (xi, wi, yi, filters) -> {
          for (int i = 0; i < filters; i++) {
            result[yi + i] += image[xi] * weights[wi + i];
          }
        });
    store(result, op.filters(), epilogue, y);
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    Values.write(inputGradient(op, dy, w), dx);
  }

  private static double[] inputGradient(Conv2d op, Buffer dy, Buffer w) {
    var gradient = Values.read(dy, op.output().elements());
    var weights = Values.read(w, op.weights().elements());
    var result = new double[Math.toIntExact(op.input().elements())];
    ConvolutionTerms.forEach(
        op,
        (xi, wi, yi, filters) -> {
          for (int i = 0; i < filters; i++) {
            result[xi] += gradient[yi + i] * weights[wi + i];
          }
        });
    return result;
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    var image = Values.read(x, op.input().elements());
    var gradient = Values.read(dy, op.output().elements());
    var result = new double[Math.toIntExact(op.weights().elements())];
    ConvolutionTerms.forEach(
        op,
        (xi, wi, yi, filters) -> {
          for (int i = 0; i < filters; i++) {
            result[wi + i] += image[xi] * gradient[yi + i];
          }
        });
    Values.write(result, dw);
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    var convolution = op.convolution();
    store(inputGradient(convolution, x, w), convolution.channels(), epilogue, y);
  }
}
