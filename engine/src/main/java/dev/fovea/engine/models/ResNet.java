package dev.fovea.engine.models;

import dev.fovea.backend.Activation;
import dev.fovea.engine.nn.ActivationLayer;
import dev.fovea.engine.nn.AdaptivePool2d;
import dev.fovea.engine.nn.BatchNorm2d;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Flatten;
import dev.fovea.engine.nn.Initializer;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Residual;
import dev.fovea.engine.nn.Sequential;
import java.util.List;

/**
 * ResNet (He, Zhang, Ren and Sun, "Deep residual learning for image recognition", arXiv:1512.03385,
 * table 1) of bottleneck blocks, for pictures {@code [224,224,3]}. It is version 1.5, as
 * torchvision's: where a block halves the picture, its 3×3 convolution has the stride, while the
 * paper has it in the 1×1 convolution before. Names are those of torchvision's weights.
 */
public final class ResNet extends Sequential {
  private static final Initializer KAIMING = Initializer.kaimingNormal(Activation.RELU);

  /** Filters that leave a block for each that its 3×3 convolution has. */
  private static final int EXPANSION = 4;

  /** 50 layers: 3, 4, 6 and 3 blocks. */
  public static ResNet resnet50(ParameterSource source, int classes) {
    return new ResNet(source, List.of(3, 4, 6, 3), 64, classes);
  }

  /**
   * A configuration of one's own.
   *
   * @param depths number of blocks in each stage
   * @param width filters of the first convolution and of the first stage's 3×3 convolutions; each
   *     stage has twice as many as the one before it
   */
  public ResNet(ParameterSource source, List<Integer> depths, int width, int classes) {
    add("conv1", convolution(source, Conv2dOptions.of(3, width, 7).stride(2).padding(3)));
    add("bn1", new BatchNorm2d(source, width));
    add("relu", new ActivationLayer(Activation.RELU));
    add("maxpool", new MaxPool2d(3, 2, 1));
    int channels = width;
    for (int stage = 0; stage < depths.size(); stage++) {
      int filters = width << stage;
      var blocks = new Sequential();
      for (int block = 0; block < depths.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        blocks.add("" + block, bottleneck(source, channels, filters, stride));
        channels = EXPANSION * filters;
      }
      add("layer" + (stage + 1), blocks);
    }
    add("avgpool", AdaptivePool2d.globalAverage());
    add("flatten", new Flatten());
    add("fc", new Linear(source, channels, classes));
  }

  /** Figure 5, right: 1×1 to fewer channels, 3×3, 1×1 to more channels, around a shortcut. */
  private static Layer bottleneck(ParameterSource source, int channels, int filters, int stride) {
    int outputs = EXPANSION * filters;
    var body =
        new Sequential()
            .add("conv1", convolution(source, Conv2dOptions.of(channels, filters, 1)))
            .add("bn1", new BatchNorm2d(source, filters))
            .add("relu1", new ActivationLayer(Activation.RELU))
            .add(
                "conv2",
                convolution(
                    source, Conv2dOptions.of(filters, filters, 3).stride(stride).padding(1)))
            .add("bn2", new BatchNorm2d(source, filters))
            .add("relu2", new ActivationLayer(Activation.RELU))
            .add("conv3", convolution(source, Conv2dOptions.of(filters, outputs, 1)))
            .add("bn3", new BatchNorm2d(source, outputs));
    if (stride == 1 && channels == outputs) {
      return new Residual(body, Activation.RELU);
    }
    var shortcut =
        new Sequential()
            .add("0", convolution(source, Conv2dOptions.of(channels, outputs, 1).stride(stride)))
            .add("1", new BatchNorm2d(source, outputs));
    return new Residual(body, shortcut, Activation.RELU);
  }

  /** Batch norm, which follows, has the bias. */
  private static Conv2d convolution(ParameterSource source, Conv2dOptions options) {
    return new Conv2d(source, options.withoutBias(), KAIMING);
  }
}
