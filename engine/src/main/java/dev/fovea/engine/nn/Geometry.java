package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Remembers a layer's operation record for each of the last input shapes. */
final class Geometry<O> {
  private static final int REMEMBERED = 16;

  private final Function<Shape, O> make;
  private final Map<Shape, O> records =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Shape, O> eldest) {
          return size() > REMEMBERED;
        }
      };

  Geometry(Function<Shape, O> make) {
    this.make = make;
  }

  O of(Shape input) {
    var known = records.get(input);
    if (known == null) {
      known = make.apply(input);
      records.put(input, known);
    }
    return known;
  }
}
