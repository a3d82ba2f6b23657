package dev.fovea.engine.models;

import static dev.fovea.engine.nn.Layer.UNNAMED;

import dev.fovea.engine.nn.AdaptivePool2d;
import dev.fovea.engine.nn.Branches;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Dropout;
import dev.fovea.engine.nn.Flatten;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Sequential;

/**
 * SqueezeNet 1.0 (Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and
 * &lt;0.5MB model size", arXiv:1602.07360, table 1), for pictures {@code [224,224,3]}. Names are
 * those of torchvision's weights; as there, pooling rounds up, and the first convolution doesn't
 * pad. The result is one logit per class.
 */
public final class SqueezeNet extends Sequential {
  /** With first parameters from a source, for a number of classes. */
  public SqueezeNet(ParameterSource source, int classes) {
    add(
        "features",
        new Sequential()
            .add("0", new Conv2d(source, Conv2dOptions.of(3, 96, 7).stride(2).relu())) // conv1
            .add("2", pool())
            .add("3", fire(source, 96, 16, 64, 64)) // fire2
            .add("4", fire(source, 128, 16, 64, 64))
            .add("5", fire(source, 128, 32, 128, 128))
            .add("6", pool())
            .add("7", fire(source, 256, 32, 128, 128)) // fire5
            .add("8", fire(source, 256, 48, 192, 192))
            .add("9", fire(source, 384, 48, 192, 192))
            .add("10", fire(source, 384, 64, 256, 256))
            .add("11", pool())
            .add("12", fire(source, 512, 64, 256, 256))); // fire9
    add(
        "classifier",
        new Sequential()
            .add("0", new Dropout(source, 0.5f))
            .add("1", new Conv2d(source, Conv2dOptions.of(512, classes, 1).relu())) // conv10
            .add("3", AdaptivePool2d.globalAverage()));
    add("flatten", new Flatten());
  }

  /**
   * A fire module: 1×1 filters that squeeze the channels, then 1×1 and 3×3 filters side by side.
   */
  private static Layer fire(
      ParameterSource source, int channels, int squeeze, int expand1x1, int expand3x3) {
    return new Sequential()
        .add("squeeze", new Conv2d(source, Conv2dOptions.of(channels, squeeze, 1).relu()))
        .add(
            UNNAMED,
            new Branches()
                .add(
                    "expand1x1", new Conv2d(source, Conv2dOptions.of(squeeze, expand1x1, 1).relu()))
                .add(
                    "expand3x3",
                    new Conv2d(source, Conv2dOptions.of(squeeze, expand3x3, 3).padding(1).relu())));
  }

  private static MaxPool2d pool() {
    return new MaxPool2d(3, 2, 0).ceil();
  }
}
