package dev.fovea.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeNet5Test {
  @Test
  void summaryHasThePapersSizes() {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var model = Models.LENET.create(ParameterSource.of(backend, 1), 10)) {
      var summary = Summary.of(model, Shape.of(28, 28, 1));
      assertEquals(
          List.of("conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc2", "fc3"),
          summary.rows().stream().map(Summary.Row::name).toList());
      assertEquals(
          List.of(
              "[28,28,6]", "[14,14,6]", "[10,10,16]", "[5,5,16]", "[400]", "[120]", "[84]", "[10]"),
          summary.rows().stream().map(row -> row.output().toString()).toList());
      assertEquals(
          List.of(156L, 0L, 2416L, 0L, 0L, 48120L, 10164L, 850L),
          summary.rows().stream().map(Summary.Row::parameters).toList());
      assertEquals(
          List.of("5×5", "6×6", "14×14", "16×16", "16×16", "28×28", "28×28", "28×28"),
          summary.rows().stream().map(Summary.Row::receptiveField).toList());
      assertEquals(61_706, summary.parameters());
      assertEquals(416_520, summary.multiplyAdds());
      assertTrue(summary.toString().contains("61,706"), summary.toString());
    }
  }

  @Test
  void namesAreThoseOfPublishedWeights() {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var model = Models.LENET.create(ParameterSource.of(backend, 1), 10)) {
      assertEquals(
          List.of(
              "conv1.weight",
              "conv1.bias",
              "conv2.weight",
              "conv2.bias",
              "fc1.weight",
              "fc1.bias",
              "fc2.weight",
              "fc2.bias",
              "fc3.weight",
              "fc3.bias"),
          List.copyOf(model.state().keySet()));
    }
  }

  @Test
  void unknownModelsAreAnsweredWithTheKnownOnes() {
    var error = assertThrows(FoveaException.class, () -> Models.byName("alexnet"));
    assertEquals(
        "unknown model: alexnet; there are: lenet, vgg16, vgg19, resnet50, squeezenet",
        error.getMessage());
  }
}
