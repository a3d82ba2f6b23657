package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;
import java.util.Arrays;

/** Sums, extrema, and the row-wise functions built on them. */
interface ReferenceReduction extends ReductionOps {
  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    var result = new double[Math.toIntExact(op.output().elements())];
    Arrays.fill(
        result,
        switch (op.kind()) {
          case SUM, MEAN, SUM_OF_SQUARES -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        });
    for (long i = 0; i < op.input().elements(); i++) {
      int at = reducedPosition(op, i);
      double value = Values.get(x, i);
      result[at] =
          switch (op.kind()) {
            case SUM, MEAN -> result[at] + value;
            case SUM_OF_SQUARES -> result[at] + value * value;
            case MAX -> Math.max(result[at], value);
            case MIN -> Math.min(result[at], value);
          };
    }
    if (op.kind() == Reduce.Kind.MEAN) {
      Arrays.setAll(result, i -> result[i] / op.count());
    }
    Values.write(result, y);
  }

  /** Where the element at a position of the input goes. */
  private static int reducedPosition(Reduce op, long position) {
    var index = Indices.of(position, op.input());
    int result = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (!op.axes().contains(axis)) {
        result = result * op.input().size(axis) + index[axis];
      }
    }
    return result;
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    var values = Values.read(x, op.inputLength());
    var result = new int[Math.toIntExact(op.outputLength())];
    for (int o = 0; o < op.outer(); o++) {
      for (int i = 0; i < op.inner(); i++) {
        int first = o * op.size() * op.inner() + i;
        int best = 0;
        for (int s = 1; s < op.size(); s++) {
          if (Maximum.beats(values[first + s * op.inner()], values[first + best * op.inner()])) {
            best = s;
          }
        }
        result[o * op.inner() + i] = best;
      }
    }
    Values.writeInts(result, y);
  }

  @Override
  default void nonMaximumSuppression(
      NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept) {
    var corners = Values.read(boxes, 4L * op.count());
    Values.writeInts(Suppression.kept(op, corners, Values.read(scores, op.count())), kept);
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    var values = shifted(x, op.rows(), op.classes());
    for (int r = 0; r < op.rows(); r++) {
      double sum = sumOfExponentials(values, r, op.classes());
      for (int i = r * op.classes(); i < (r + 1) * op.classes(); i++) {
        values[i] = op.logarithm() ? values[i] - Math.log(sum) : Math.exp(values[i]) / sum;
      }
    }
    Values.write(values, y);
  }

  /** x with each row's maximum subtracted, so that no exponential overflows. */
  private static double[] shifted(Buffer x, int rows, int classes) {
    var values = Values.read(x, (long) rows * classes);
    for (int r = 0; r < rows; r++) {
      double maximum = Double.NEGATIVE_INFINITY;
      for (int i = r * classes; i < (r + 1) * classes; i++) {
        maximum = Math.max(maximum, values[i]);
      }
      for (int i = r * classes; i < (r + 1) * classes; i++) {
        values[i] -= maximum;
      }
    }
    return values;
  }

  private static double sumOfExponentials(double[] values, int row, int classes) {
    double sum = 0;
    for (int i = row * classes; i < (row + 1) * classes; i++) {
      sum += Math.exp(values[i]);
    }
    return sum;
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    var values = Values.read(y, op.length());
    var gradient = Values.read(dy, op.length());
    var result = new double[values.length];
    for (int r = 0; r < op.rows(); r++) {
      int begin = r * op.classes();
      int end = begin + op.classes();
      double sum = 0;
      for (int i = begin; i < end; i++) {
        sum += op.logarithm() ? gradient[i] : gradient[i] * values[i];
      }
      for (int i = begin; i < end; i++) {
        result[i] =
            op.logarithm()
                ? gradient[i] - Math.exp(values[i]) * sum
                : values[i] * (gradient[i] - sum);
      }
    }
    Values.write(result, dx);
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    var values = shifted(logits, op.rows(), op.classes());
    var weights = targetWeights(op, targets);
    var result = new double[op.rows()];
    for (int r = 0; r < op.rows(); r++) {
      double sum = sumOfExponentials(values, r, op.classes());
      for (int i = r * op.classes(); i < (r + 1) * op.classes(); i++) {
        if (weights[i] != 0) { // a logit of -∞ has log-softmax -∞, and 0 · -∞ would be NaN
          result[r] -= weights[i] * (values[i] - Math.log(sum));
        }
      }
    }
    Values.write(result, losses);
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    var values = shifted(logits, op.rows(), op.classes());
    var weights = targetWeights(op, targets);
    var result = new double[values.length];
    for (int r = 0; r < op.rows(); r++) {
      double sum = sumOfExponentials(values, r, op.classes());
      double dloss = Values.get(dlosses, r);
      double total = 0;
      for (int i = r * op.classes(); i < (r + 1) * op.classes(); i++) {
        total += weights[i];
      }
      for (int i = r * op.classes(); i < (r + 1) * op.classes(); i++) {
        result[i] = dloss * (Math.exp(values[i]) / sum * total - weights[i]);
      }
    }
    Values.write(result, dlogits);
  }

  /** Targets as weights {@code [rows, classes]}; a row whose class does not exist is all NaN. */
  private static double[] targetWeights(CrossEntropy op, Buffer targets) {
    if (op.target() == CrossEntropy.Target.SOFT) {
      return Values.read(targets, op.length());
    }
    var weights = new double[Math.toIntExact(op.length())];
    var classes = Values.readInts(targets, op.rows());
    for (int r = 0; r < op.rows(); r++) {
      int begin = r * op.classes();
      if (classes[r] >= 0 && classes[r] < op.classes()) {
        weights[begin + classes[r]] = 1;
      } else {
        Arrays.fill(weights, begin, begin + op.classes(), Double.NaN);
      }
    }
    return weights;
  }
}
