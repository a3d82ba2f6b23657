package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;
import java.util.Arrays;

/**
 * {@code (value - mean[c]) / deviation[c]} for each channel c, so that values have about mean 0 and
 * deviation 1.
 */
public final class Normalize implements Augmentation {
  private final float[] means;
  private final float[] deviations;

  /**
   * Means and standard deviations, one of each per channel.
   *
   * @throws FoveaException if their numbers differ, one isn't finite, or a deviation isn't positive
   */
  public Normalize(float[] means, float[] deviations) {
    if (means.length == 0 || means.length != deviations.length) {
      throw new FoveaException(
          "normalize: one mean and one deviation per channel: means=%d, deviations=%d"
              .formatted(means.length, deviations.length));
    }
    for (int channel = 0; channel < means.length; channel++) {
      if (!Float.isFinite(means[channel])
          || !Float.isFinite(deviations[channel])
          || deviations[channel] <= 0) {
        throw new FoveaException(
            "normalize: means must be finite, deviations positive: mean=%s, deviation=%s"
                .formatted(means[channel], deviations[channel]));
      }
    }
    this.means = means.clone();
    this.deviations = deviations.clone();
  }

  /** Mean and deviation of pictures with one channel. */
  public static Normalize of(float mean, float deviation) {
    return new Normalize(new float[] {mean}, new float[] {deviation});
  }

  /**
   * Means and deviations of all pixels of a data set. A channel that is constant keeps its scale.
   */
  public static Normalize of(Dataset dataset) {
    int channels = dataset.sampleShape().size(2);
    var values = new float[Math.toIntExact(dataset.sampleShape().elements())];
    var sums = new double[channels];
    var squares = new double[channels];
    for (int index = 0; index < dataset.size(); index++) {
      dataset.read(index, values, 0);
      for (int i = 0; i < values.length; i++) {
        sums[i % channels] += values[i];
        squares[i % channels] += (double) values[i] * values[i];
      }
    }
    double count = (double) dataset.size() * values.length / channels;
    var means = new float[channels];
    var deviations = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double mean = sums[channel] / count;
      double variance = squares[channel] / count - mean * mean;
      means[channel] = (float) mean;
      deviations[channel] = variance > 1e-12 ? (float) Math.sqrt(variance) : 1;
    }
    return new Normalize(means, deviations);
  }

  /** Mean of each channel. */
  public float[] means() {
    return means.clone();
  }

  /** Standard deviation of each channel. */
  public float[] deviations() {
    return deviations.clone();
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(
        input.size(2) == means.length,
        "normalize: one mean per channel: means=%d, picture=%s",
        means.length,
        input);
    return input;
  }

  @Override
  public void apply(Image source, Image target, RandomStream random) {
    float[] from = source.values();
    float[] to = target.values();
    if (means.length == 1) { // the only loop of the two that the compiler vectorises
      float mean = means[0];
      float deviation = deviations[0];
      for (int i = 0; i < to.length; i++) {
        to[i] = (from[i] - mean) / deviation;
      }
      return;
    }
    for (int pixel = 0; pixel < to.length; pixel += means.length) {
      for (int channel = 0; channel < means.length; channel++) {
        to[pixel + channel] = (from[pixel + channel] - means[channel]) / deviations[channel];
      }
    }
  }

  @Override
  public String toString() {
    return "Normalize[means=%s, deviations=%s]"
        .formatted(Arrays.toString(means), Arrays.toString(deviations));
  }
}
