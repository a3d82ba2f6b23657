package dev.fovea.engine.models;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.List;
import java.util.stream.Collectors;

/** The models that can be made by name. */
public final class Models {
  /** LeNet-5. */
  public static final ModelType LENET =
      new ModelType("lenet", "LeNet-5", Shape.of(28, 28, 1), LeNet5::new);

  private static final List<ModelType> ALL = List.of(LENET);

  private Models() {}

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
