package dev.fovea.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Losses;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Summary;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The networks of the literature: their sizes, their names, and that gradients reach every part.
 */
class NetworksTest {
  @ParameterizedTest
  @CsvSource({
    "vgg16, 138357544, 15470264320",
    "vgg19, 143667240, 19632062464",
    "resnet50, 25557032, 4089184256",
    "squeezenet, 1248424, 818924576",
  })
  void sizesAreThoseOfThePaper(String name, long parameters, long multiplyAdds) {
    var type = Models.byName(name);
    try (var model = type.create(ParameterSource.withoutValues(), type.classes())) {
      var summary = Summary.of(model, type.sampleShape());
      assertEquals(parameters, summary.parameters());
      assertEquals(multiplyAdds, summary.multiplyAdds());
      var batch = Shape.of(2, 224, 224, 3);
      assertEquals(2 * multiplyAdds, model.multiplyAdds(batch));
      assertEquals(Shape.of(2, 1000), model.outputShape(batch));
      assertEquals("[1000]", summary.rows().getLast().output().toString());
    }
  }

  private static List<String> names(ModelType type) {
    try (var model = type.create(ParameterSource.withoutValues(), 10)) {
      return List.copyOf(model.state().keySet());
    }
  }

  @Test
  void namesAreThoseOfPublishedWeights() {
    var vgg16 = names(Models.VGG16);
    assertEquals(2 * 16, vgg16.size());
    assertEquals("features.0.weight", vgg16.getFirst());
    assertTrue(
        vgg16.containsAll(
            List.of(
                "features.2.weight",
                "features.5.bias",
                "features.7.weight",
                "features.10.weight",
                "features.17.weight",
                "features.24.weight",
                "features.28.bias",
                "classifier.0.weight",
                "classifier.3.weight",
                "classifier.6.bias")),
        vgg16.toString());
    var vgg19 = names(Models.VGG19);
    assertEquals(2 * 19, vgg19.size());
    assertTrue(vgg19.contains("features.34.weight"), vgg19.toString());

    var resnet = names(Models.RESNET50);
    assertEquals(53 + 53 * 4 + 2, resnet.size());
    assertTrue(
        resnet.containsAll(
            List.of(
                "conv1.weight",
                "bn1.running_mean",
                "layer1.0.conv1.weight",
                "layer1.0.bn3.running_var",
                "layer1.0.downsample.0.weight",
                "layer1.0.downsample.1.bias",
                "layer4.2.conv3.weight",
                "fc.bias")),
        resnet.toString());

    var squeezenet = names(Models.SQUEEZENET);
    assertEquals(2 * 26, squeezenet.size());
    assertTrue(
        squeezenet.containsAll(
            List.of(
                "features.0.weight",
                "features.3.squeeze.weight",
                "features.3.expand1x1.bias",
                "features.12.expand3x3.weight",
                "classifier.1.weight")),
        squeezenet.toString());
  }

  /** The networks with fewer filters, so that the slowest backend could train them. */
  private static Layer small(String name, ParameterSource source) {
    return switch (name) {
      case "vgg16" -> new Vgg(source, List.of(2, 2, 3, 3, 3), 4, 16, 3);
      case "vgg19" -> new Vgg(source, List.of(2, 2, 4, 4, 4), 4, 16, 3);
      case "resnet50" -> new ResNet(source, List.of(3, 4, 6, 3), 4, 3);
      case "squeezenet" -> new SqueezeNet(source, 3);
      default -> throw new AssertionError(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16", "vgg19", "resnet50", "squeezenet"})
  void gradientsReachEveryParameter(String name) {
    try (var backend = Backends.open("java", BackendOptions.defaults());
        var model = small(name, ParameterSource.of(backend, 1));
        var images = images(backend, Shape.of(8, 32, 32, 3));
        var labels = Tensor.ofInts(backend, Shape.of(8), 0, 1, 2, 0, 1, 2, 0, 1)) {
      long before = backend.memory().live();
      try (var tape = Tape.open()) {
        tape.backward(Losses.crossEntropy(model.forward(images), labels));
      }
      long gradients = 0;
      for (var entry : model.parameters().entrySet()) {
        var gradient = entry.getValue().gradient();
        boolean nonZero = false;
        for (float value : gradient.toFloats()) {
          assertTrue(Float.isFinite(value), entry.getKey());
          nonZero |= value != 0;
        }
        assertTrue(nonZero, entry.getKey());
        gradients += gradient.byteSize();
      }
      model.parameters().values().forEach(Tensor::clearGradient);
      assertEquals(before, backend.memory().live(), "gradients took " + gradients);
    }
  }

  private static Tensor images(Backend backend, Shape shape) {
    long length = shape.elements();
    return Tensor.empty(backend, shape)
        .fill(Fill.normal(length, 0, 1), new Generator(7).take(length));
  }
}
