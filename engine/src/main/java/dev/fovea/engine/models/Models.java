package dev.fovea.engine.models;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.List;
import java.util.stream.Collectors;

/** The models that can be made by name. */
public final class Models {
  /** LeNet-5. */
  public static final ModelType LENET =
      new ModelType("lenet", "LeNet-5", Shape.of(28, 28, 1), 10, LeNet5::new);

  /** VGG with 16 layers. */
  public static final ModelType VGG16 = forImageNet("vgg16", "VGG-16", Vgg::vgg16);

  /** VGG with 19 layers. */
  public static final ModelType VGG19 = forImageNet("vgg19", "VGG-19", Vgg::vgg19);

  /** ResNet with 50 layers. */
  public static final ModelType RESNET50 = forImageNet("resnet50", "ResNet-50", ResNet::resnet50);

  /** SqueezeNet 1.0. */
  public static final ModelType SQUEEZENET =
      forImageNet("squeezenet", "SqueezeNet 1.0", SqueezeNet::new);

  private static final List<ModelType> ALL = List.of(LENET, VGG16, VGG19, RESNET50, SQUEEZENET);

  private Models() {}

  private static ModelType forImageNet(
      String name, String title, ModelType.Constructor constructor) {
    return new ModelType(name, title, Shape.of(224, 224, 3), 1000, constructor);
  }

  /** All of them. */
  public static List<ModelType> all() {
    return ALL;
  }

  /**
   * The model of a name.
   *
   * @throws FoveaException naming those that there are, if there is none of that name
   */
  public static ModelType byName(String name) {
    return ALL.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FoveaException(
                    "unknown model: %s; there are: %s"
                        .formatted(
                            name,
                            ALL.stream().map(ModelType::name).collect(Collectors.joining(", ")))));
  }
}
