package dev.fovea.cli;

import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.models.Models;
import java.util.Iterator;

/** The names of all models, for help and completion. */
final class ModelNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Models.all().stream().map(ModelType::name).iterator();
  }
}
