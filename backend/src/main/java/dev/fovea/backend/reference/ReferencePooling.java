package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Pool2d;

/** Max and average pooling, window by window. */
interface ReferencePooling extends PoolingOps {
  /** One output: its position, and the place of its window. */
  interface Output {
    void accept(int yi, int n, int oh, int ow, int c);
  }

  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    var image = Values.read(x, op.input().elements());
    var result = new double[Math.toIntExact(op.output().elements())];
    var winners = new int[result.length];
    forEachOutput(
        op,
        (yi, n, oh, ow, c) -> {
          if (op.kind() == Pool2d.Kind.AVERAGE) {
            result[yi] = mean(op, image, n, oh, ow, c);
          } else {
            winners[yi] = winner(op, image, n, oh, ow, c);
            result[yi] = image[index(op, n, winners[yi], c)];
          }
        });
    Values.write(result, y);
    if (indices != null) {
      Values.writeInts(winners, indices);
    }
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    long outputs = op.output().elements();
    var gradient = Values.read(dy, outputs);
    var result = new double[Math.toIntExact(op.input().elements())];
    if (op.kind() == Pool2d.Kind.MAX) {
      var winners = Values.readInts(indices, outputs);
      forEachOutput(op, (yi, n, oh, ow, c) -> result[index(op, n, winners[yi], c)] += gradient[yi]);
    } else {
      forEachOutput(
          op,
          (yi, n, oh, ow, c) -> {
            for (int h = op.rows().begin(oh); h < op.rows().end(oh); h++) {
              for (int w = op.columns().begin(ow); w < op.columns().end(ow); w++) {
                result[index(op, n, position(op, h, w), c)] += gradient[yi] / op.divisor(oh, ow);
              }
            }
          });
    }
    Values.write(result, dx);
  }

  private static double mean(Pool2d op, double[] image, int n, int oh, int ow, int c) {
    double sum = 0;
    for (int h = op.rows().begin(oh); h < op.rows().end(oh); h++) {
      for (int w = op.columns().begin(ow); w < op.columns().end(ow); w++) {
        sum += image[index(op, n, position(op, h, w), c)];
      }
    }
    return sum / op.divisor(oh, ow);
  }

  /** The position of the first of the largest values, or of the first NaN. */
  private static int winner(Pool2d op, double[] image, int n, int oh, int ow, int c) {
    int best = position(op, op.rows().begin(oh), op.columns().begin(ow));
    for (int h = op.rows().begin(oh); h < op.rows().end(oh); h++) {
      for (int w = op.columns().begin(ow); w < op.columns().end(ow); w++) {
        double value = image[index(op, n, position(op, h, w), c)];
        if (Maximum.beats(value, image[index(op, n, best, c)])) {
          best = position(op, h, w);
        }
      }
    }
    return best;
  }

  /** {@code row·W + column} */
  private static int position(Pool2d op, int h, int w) {
    return h * op.columns().size() + w;
  }

  private static int index(Pool2d op, int n, int position, int c) {
    return (n * op.rows().size() * op.columns().size() + position) * op.channels() + c;
  }

  private static void forEachOutput(Pool2d op, Output action) {
    int yi = 0;
    for (int n = 0; n < op.n(); n++) {
      for (int oh = 0; oh < op.rows().output(); oh++) {
        for (int ow = 0; ow < op.columns().output(); ow++) {
          for (int c = 0; c < op.channels(); c++) {
            action.accept(yi++, n, oh, ow, c);
          }
        }
      }
    }
  }
}
