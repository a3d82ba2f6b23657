package dev.fovea.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.formats.SafetensorsWriter;
import dev.fovea.engine.formats.StateDict;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final List<String> CLASSES = List.of("zero", "one", "two");

  private final Backend backend = Backends.open("reference", BackendOptions.defaults());

  @TempDir private Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  @Test
  void loadsWhatWasSaved() {
    var path = folder.resolve("model.safetensors");
    try (var model = Models.LENET.create(ParameterSource.of(backend, 9), 3)) {
      ModelFile.save(path, Models.LENET, CLASSES, model);
      try (var loaded = ModelFile.load(path, backend)) {
        assertEquals(Models.LENET, loaded.type());
        assertEquals(CLASSES, loaded.classNames());
        assertFalse(loaded.layer().isTraining());
        assertEquals(StateDict.sha256(model.state()), StateDict.sha256(loaded.layer().state()));
      }
    }
  }

  private String refused(Map<String, Tensor> tensors, Map<String, String> metadata) {
    var path = folder.resolve("bad.safetensors");
    SafetensorsWriter.write(path, tensors, metadata);
    var error = assertThrows(FoveaException.class, () -> ModelFile.load(path, backend).close());
    assertTrue(error.getMessage().startsWith(path + ": "), error.getMessage());
    return error.getMessage().substring((path + ": ").length());
  }

  @Test
  void otherTensorsAreNamed() {
    try (var _ = Scope.open()) {
      var tensors =
          Map.of(
              "conv1.weight", Tensor.zeros(backend, Shape.of(3, 3, 1, 6)),
              "conv9.weight", Tensor.zeros(backend, Shape.of(2)));
      assertEquals(
          "not the tensors of model lenet; missing: conv1.bias, conv2.weight, conv2.bias,"
              + " fc1.weight, fc1.bias and 4 more; unexpected: conv9.weight; misshapen:"
              + " conv1.weight is FLOAT32[3,3,1,6], expected FLOAT32[5,5,1,6]",
          refused(tensors, Map.of("model", "lenet", "classes", "a\nb")));
    }
  }

  @Test
  void filesThatAreNoModelsAreRefused() {
    assertEquals(
        "not a Fovea model: its metadata lacks 'model'", refused(Map.of(), Map.of("x", "y")));
    assertEquals(
        "unknown model: alexnet; there are: lenet, vgg16, vgg19, resnet50, squeezenet",
        refused(Map.of(), Map.of("model", "alexnet", "classes", "a")));
    assertEquals(
        "not a Fovea model: no tensor has an output for each class: classes=3",
        refused(Map.of(), Map.of("model", "lenet", "classes", "a\nb\nc")));
  }
}
