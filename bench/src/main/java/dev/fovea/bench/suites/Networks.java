package dev.fovea.bench.suites;

import java.util.List;
import java.util.stream.Stream;

/** The convolutions of published networks, each geometry once. */
final class Networks {
  private Networks() {}

  /** LeNet-5 with padded first layer (LeCun et al. 1998). */
  static List<Layer> lenet() {
    return new Network("lenet", 28, 1)
        .conv("conv1", 5, 1, 2, 6)
        .at(14, 6)
        .conv("conv2", 5, 1, 0, 16)
        .layers();
  }

  /** VGG-16 (Simonyan and Zisserman, arXiv:1409.1556). */
  static List<Layer> vgg16() {
    var network = new Network("vgg16", 224, 3);
    int[] filters = {64, 128, 256, 512, 512};
    int[] depth = {2, 2, 3, 3, 3};
    for (int block = 0; block < 5; block++) {
      int channels = block == 0 ? 3 : filters[block - 1];
      network.at(224 >> block, channels);
      for (int i = 1; i <= depth[block]; i++) {
        network.conv("conv" + (block + 1) + "_" + i, 3, 1, 1, filters[block]);
      }
    }
    return network.layers();
  }

  /** ResNet-50 (He et al., arXiv:1512.03385), strides in the 3×3 layers as torchvision has them. */
  static List<Layer> resnet50() {
    var network = new Network("resnet50", 224, 3).conv("conv1", 7, 2, 3, 64).at(56, 64);
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < 4; stage++) {
      int width = 64 << stage;
      for (int block = 1; block <= blocks[stage]; block++) {
        var prefix = "conv" + (stage + 2) + "_" + block + ".";
        int stride = block == 1 && stage > 0 ? 2 : 1;
        if (block == 1) {
          network.branch(prefix + "shortcut", 1, stride, 0, 4 * width);
        }
        network
            .conv(prefix + "1x1a", 1, 1, 0, width)
            .conv(prefix + "3x3", 3, stride, 1, width)
            .conv(prefix + "1x1b", 1, 1, 0, 4 * width);
      }
    }
    return network.layers();
  }

  /** SqueezeNet 1.0 (Iandola et al., arXiv:1602.07360). */
  static List<Layer> squeezenet() {
    var network = new Network("squeezenet", 224, 3).conv("conv1", 7, 2, 0, 96);
    int[] squeeze = {16, 16, 32, 32, 48, 48, 64, 64};
    int channels = 96;
    for (int i = 0; i < squeeze.length; i++) {
      int fire = i + 2;
      int size = fire <= 4 ? 54 : fire <= 8 ? 27 : 13;
      network.at(size, channels).conv("fire" + fire + ".squeeze", 1, 1, 0, squeeze[i]);
      network.branch("fire" + fire + ".1x1", 1, 1, 0, 4 * squeeze[i]);
      network.branch("fire" + fire + ".3x3", 3, 1, 1, 4 * squeeze[i]);
      channels = 8 * squeeze[i];
    }
    return network.at(13, 512).conv("conv10", 1, 1, 0, 1000).layers();
  }

  /** YOLOv3-tiny at 416×416 (Redmon and Farhadi, arXiv:1804.02767). */
  static List<Layer> yoloV3Tiny() {
    var network = new Network("yolov3-tiny", 416, 3);
    for (int i = 0; i < 6; i++) {
      network.at(416 >> Math.min(i, 5), i == 0 ? 3 : 8 << i);
      network.conv("conv" + (i + 1), 3, 1, 1, 16 << i);
    }
    return network
        .conv("conv7", 3, 1, 1, 1024)
        .conv("conv8", 1, 1, 0, 256)
        .conv("conv9", 3, 1, 1, 512)
        .conv("conv10", 1, 1, 0, 255)
        .at(13, 256)
        .conv("conv11", 1, 1, 0, 128)
        .at(26, 384)
        .conv("conv12", 3, 1, 1, 256)
        .conv("conv13", 1, 1, 0, 255)
        .layers();
  }

  /** The depthwise layers of MobileNet (Howard et al., arXiv:1704.04861). */
  static List<Layer> mobilenetDepthwise() {
    return new Network("mobilenet", 112, 32)
        .depthwise("dw2", 3, 1)
        .at(112, 64)
        .depthwise("dw3", 3, 2)
        .at(56, 128)
        .depthwise("dw4", 3, 1)
        .depthwise("dw5", 3, 2)
        .at(28, 256)
        .depthwise("dw6", 3, 1)
        .depthwise("dw7", 3, 2)
        .at(14, 512)
        .depthwise("dw8", 3, 1)
        .depthwise("dw13", 3, 2)
        .at(7, 1024)
        .depthwise("dw14", 3, 1)
        .layers();
  }

  /** The convolutions of all networks but MobileNet's. */
  static Stream<Layer> all() {
    return Stream.of(lenet(), vgg16(), resnet50(), squeezenet(), yoloV3Tiny())
        .flatMap(List::stream);
  }
}
