package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;

/**
 * Batch and layer normalisation. Both normalise groups of values that lie at equal distances: a
 * column of {@code [rows, channels]}, or a row of {@code [rows, features]}.
 */
interface ReferenceNormalization extends NormalizationOps {
  /** {@code count} values from {@code start} on, {@code step} apart. */
  record Group(int start, int step, int count) {
    static Group column(BatchNorm op, int channel) {
      return new Group(channel, op.channels(), op.rows());
    }

    static Group row(LayerNorm op, int row) {
      return new Group(row * op.features(), 1, op.features());
    }

    int index(int i) {
      return start + i * step;
    }

    double mean(double[] values) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += values[index(i)];
      }
      return sum / count;
    }

    double squaredDeviations(double[] values, double mean) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double deviation = values[index(i)] - mean;
        sum += deviation * deviation;
      }
      return sum;
    }
  }

  @Override
  default void batchNormTraining(
      BatchNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer runningMean,
      Buffer runningVariance,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    var values = Values.read(x, op.length());
    var result = new double[values.length];
    for (int c = 0; c < op.channels(); c++) {
      var column = Group.column(op, c);
      double center = column.mean(values);
      double squares = column.squaredDeviations(values, center);
      double inverse = 1 / Math.sqrt(squares / op.rows() + op.epsilon());
      double scale = Values.get(gamma, c);
      double shift = Values.get(beta, c);
      for (int r = 0; r < op.rows(); r++) {
        int i = column.index(r);
        result[i] = scale * (values[i] - center) * inverse + shift;
      }
      move(runningMean, c, center, op.momentum());
      move(runningVariance, c, squares / Math.max(1, op.rows() - 1), op.momentum());
      Values.set(mean, c, center);
      Values.set(inverseDeviation, c, inverse);
    }
    Values.write(result, y);
  }

  /** {@code running += momentum · (batch - running)} */
  private static void move(Buffer running, int channel, double batch, double momentum) {
    double old = Values.get(running, channel);
    Values.set(running, channel, old + momentum * (batch - old));
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    var values = Values.read(x, op.length());
    var result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i % op.channels();
      double deviation = Math.sqrt(Values.get(variance, c) + op.epsilon());
      result[i] =
          Values.get(gamma, c) * (values[i] - Values.get(mean, c)) / deviation
              + Values.get(beta, c);
    }
    Values.write(result, y);
  }

  @Override
  default void batchNormGradient(
      BatchNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    var values = Values.read(x, op.length());
    var gradient = Values.read(dy, op.length());
    var result = new double[values.length];
    for (int c = 0; c < op.channels(); c++) {
      var column = Group.column(op, c);
      double center = Values.get(mean, c);
      double inverse = Values.get(inverseDeviation, c);
      double scale = Values.get(gamma, c);
      double sum = 0;
      double product = 0;
      for (int r = 0; r < op.rows(); r++) {
        int i = column.index(r);
        sum += gradient[i];
        product += gradient[i] * (values[i] - center) * inverse;
      }
      for (int r = 0; r < op.rows(); r++) {
        int i = column.index(r);
        double xhat = (values[i] - center) * inverse;
        result[i] = scale * inverse * (gradient[i] - (sum + xhat * product) / op.rows());
      }
      Values.set(dbeta, c, sum);
      Values.set(dgamma, c, product);
    }
    Values.write(result, dx);
  }

  @Override
  default void layerNorm(
      LayerNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    var values = Values.read(x, op.length());
    var result = new double[values.length];
    for (int r = 0; r < op.rows(); r++) {
      var row = Group.row(op, r);
      double center = row.mean(values);
      double variance = row.squaredDeviations(values, center) / op.features();
      double inverse = 1 / Math.sqrt(variance + op.epsilon());
      for (int f = 0; f < op.features(); f++) {
        int i = row.index(f);
        result[i] = Values.get(gamma, f) * (values[i] - center) * inverse + Values.get(beta, f);
      }
      Values.set(mean, r, center);
      Values.set(inverseDeviation, r, inverse);
    }
    Values.write(result, y);
  }

  @Override
  default void layerNormGradient(
      LayerNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    var values = Values.read(x, op.length());
    var gradient = Values.read(dy, op.length());
    var result = new double[values.length];
    var gammaSums = new double[op.features()];
    var betaSums = new double[op.features()];
    for (int r = 0; r < op.rows(); r++) {
      var row = Group.row(op, r);
      double center = Values.get(mean, r);
      double inverse = Values.get(inverseDeviation, r);
      double sum = 0;
      double product = 0;
      for (int f = 0; f < op.features(); f++) {
        int i = row.index(f);
        double xhat = (values[i] - center) * inverse;
        double g = gradient[i] * Values.get(gamma, f);
        sum += g;
        product += g * xhat;
        gammaSums[f] += gradient[i] * xhat;
        betaSums[f] += gradient[i];
      }
      for (int f = 0; f < op.features(); f++) {
        int i = row.index(f);
        double xhat = (values[i] - center) * inverse;
        double g = gradient[i] * Values.get(gamma, f);
        result[i] = inverse * (g - sum / op.features() - xhat * product / op.features());
      }
    }
    Values.write(result, dx);
    Values.write(gammaSums, dgamma);
    Values.write(betaSums, dbeta);
  }
}
