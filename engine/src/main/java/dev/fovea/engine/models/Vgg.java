package dev.fovea.engine.models;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.engine.nn.AdaptivePool2d;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Dropout;
import dev.fovea.engine.nn.Flatten;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Sequential;
import java.util.List;

/**
 * VGG (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", arXiv:1409.1556, table 1), for pictures {@code [224,224,3]}: five blocks of 3×3
 * convolutions, each of which halves the picture at its end, and three fully connected layers.
 *
 * <p>Names are those of torchvision's weights, where each ReLU counts as a layer; here a ReLU is
 * part of the layer before it, and its number is left out. As there, pictures of other sizes are
 * pooled to 7×7 before the first fully connected layer.
 */
public final class Vgg extends Sequential {
  private static final int BLOCK_SIZE = 7;
  private static final int MAXIMUM_GROWTH = 8;

  /** Configuration D: 13 convolutions. */
  public static Vgg vgg16(ParameterSource source, int classes) {
    return new Vgg(source, List.of(2, 2, 3, 3, 3), 64, 4096, classes);
  }

  /** Configuration E: 16 convolutions. */
  public static Vgg vgg19(ParameterSource source, int classes) {
    return new Vgg(source, List.of(2, 2, 4, 4, 4), 64, 4096, classes);
  }

  /**
   * A configuration of one's own.
   *
   * @param depths number of convolutions in each block
   * @param width filters of the first block; each block has twice as many as the one before it, up
   *     to eight times this number
   * @param hidden outputs of the first two fully connected layers
   */
  public Vgg(ParameterSource source, List<Integer> depths, int width, int hidden, int classes) {
    var features = new Sequential();
    int channels = 3;
    int filters = width;
    int index = 0;
    for (int depth : depths) {
      for (int i = 0; i < depth; i++) {
        var convolution = Conv2dOptions.of(channels, filters, 3).padding(1).relu();
        features.add("" + index, new Conv2d(source, convolution));
        index += 2;
        channels = filters;
      }
      features.add("" + index, new MaxPool2d(2));
      index++;
      filters = Math.min(2 * filters, MAXIMUM_GROWTH * width);
    }
    int inputs = BLOCK_SIZE * BLOCK_SIZE * channels;
    add("features", features);
    add("avgpool", new AdaptivePool2d(Pool2d.Kind.AVERAGE, BLOCK_SIZE, BLOCK_SIZE));
    add("flatten", new Flatten());
    add(
        "classifier",
        new Sequential()
            .add("0", new Linear(source, inputs, hidden, Activation.RELU))
            .add("2", new Dropout(source, 0.5f))
            .add("3", new Linear(source, hidden, hidden, Activation.RELU))
            .add("5", new Dropout(source, 0.5f))
            .add("6", new Linear(source, hidden, classes)));
  }
}
