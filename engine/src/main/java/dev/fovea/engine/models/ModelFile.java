package dev.fovea.engine.models;

import dev.fovea.backend.Backend;
import dev.fovea.backend.FoveaException;
import dev.fovea.engine.formats.SafetensorsFile;
import dev.fovea.engine.formats.SafetensorsWriter;
import dev.fovea.engine.formats.StateDict;
import dev.fovea.engine.formats.TensorInfo;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.ParameterSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A trained model in a safetensors file: its tensors, and as metadata which model it is ({@code
 * model: lenet}) and what its classes are called, one per line.
 *
 * @param type which model it is
 * @param classNames what its classes are called, by number
 * @param layer the model, in inference mode
 */
public record ModelFile(ModelType type, List<String> classNames, Layer layer)
    implements AutoCloseable {
  private static final String MODEL = "model";
  private static final String CLASSES = "classes";

  /** Copies the names. */
  public ModelFile {
    classNames = List.copyOf(classNames);
  }

  /**
   * Saves a model, atomically.
   *
   * @throws FoveaException if that fails; an old file is left as it was
   */
  public static void save(Path file, ModelType type, List<String> classNames, Layer layer) {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", "fovea");
    metadata.put(MODEL, type.name());
    metadata.put(CLASSES, String.join("\n", classNames));
    SafetensorsWriter.write(file, layer.state(), metadata);
  }

  /**
   * Loads a model that {@link #save} has written.
   *
   * @throws FoveaException if the file can't be read, names no model that there is, or holds other
   *     tensors than that model's
   */
  public static ModelFile load(Path path, Backend backend) {
    try (var file = SafetensorsFile.open(path)) {
      var type = typeOf(file);
      var classNames = classNamesOf(file);
      var layer = type.create(ParameterSource.of(backend, 0), classNames.size());
      try {
        StateDict.load(file, "", "model " + type.name(), layer.state());
      } catch (RuntimeException e) {
        layer.close();
        throw e;
      }
      layer.training(false);
      return new ModelFile(type, classNames, layer);
    }
  }

  private static ModelType typeOf(SafetensorsFile file) {
    var name = metadata(file, MODEL);
    try {
      return Models.byName(name);
    } catch (FoveaException e) {
      throw new FoveaException(file.path() + ": " + e.getMessage(), e);
    }
  }

  /** The names, if a tensor has as many outputs: a model isn't made for any number of them. */
  private static List<String> classNamesOf(SafetensorsFile file) {
    var names = List.of(metadata(file, CLASSES).split("\n", -1));
    boolean fits =
        file.tensors().values().stream()
            .map(TensorInfo::shape)
            .anyMatch(shape -> shape.rank() > 0 && shape.size(-1) == names.size());
    if (!fits) {
      throw new FoveaException(
          "%s: not a Fovea model: no tensor has an output for each class: classes=%d"
              .formatted(file.path(), names.size()));
    }
    return names;
  }

  private static String metadata(SafetensorsFile file, String key) {
    var value = file.metadata().get(key);
    if (value == null) {
      throw new FoveaException(
          "%s: not a Fovea model: its metadata lacks '%s'".formatted(file.path(), key));
    }
    return value;
  }

  /** Frees the model. */
  @Override
  public void close() {
    layer.close();
  }
}
