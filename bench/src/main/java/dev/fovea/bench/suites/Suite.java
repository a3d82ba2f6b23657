package dev.fovea.bench.suites;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The suites: operations, then whole networks. */
public enum Suite {
  /** Matrix products. */
  GEMM("matrix products", GemmCases::all),
  /** Convolutions. */
  CONV("convolutions of five networks", () -> ConvolutionCases.of(Networks.all().toList())),
  /** Depthwise convolutions. */
  DEPTHWISE(
      "MobileNet's depthwise convolutions",
      () -> ConvolutionCases.of(Networks.mobilenetDepthwise())),
  /** Pooling. */
  POOL("max and average pooling", MemoryCases::pool),
  /** Batch and layer normalisation. */
  NORM("batch and layer normalisation", MemoryCases::norm),
  /** Element by element, and reductions. */
  ELEMENTWISE("element-wise functions and reductions", MemoryCases::elementwise),
  /** Softmax and its logarithm. */
  SOFTMAX("softmax and log-softmax", MemoryCases::softmax),
  /** LeNet-5. */
  LENET("LeNet-5, training and forward", NetworkCases::lenet),
  /** VGG-16 and 19. */
  VGG("VGG-16 and VGG-19, forward and training", NetworkCases::vgg),
  /** ResNet-50. */
  RESNET("ResNet-50, forward", NetworkCases::resnet),
  /** SqueezeNet 1.0. */
  SQUEEZENET("SqueezeNet 1.0, forward", NetworkCases::squeezenet);

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // it makes the same list each time
  private final Supplier<List<Case>> cases;

  Suite(String title, Supplier<List<Case>> cases) {
    this.title = title;
    this.cases = cases;
  }

  /** The name that users give. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it measures, in some words. */
  public String title() {
    return title;
  }

  /** Its rows, always the same in the same order. */
  public List<Case> cases() {
    return cases.get();
  }

  /** The suite that users call so. */
  public static Optional<Suite> find(String id) {
    return Arrays.stream(values()).filter(suite -> suite.id().equals(id)).findFirst();
  }
}
