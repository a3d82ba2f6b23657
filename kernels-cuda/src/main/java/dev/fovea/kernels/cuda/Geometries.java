package dev.fovea.kernels.cuda;

import java.util.LinkedHashMap;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;

/** Native structs by what they are made of: filled once, forgotten if others were used since. */
final class Geometries {
  private static final int CAPACITY = 4096;

  private final LinkedHashMap<Object, Pointer> structs = new LinkedHashMap<>(16, 0.75f, true);

  @SuppressWarnings("unchecked") // equal keys are given the same function
  <K, S extends Pointer> S of(K key, Function<K, S> make) {
    var struct = structs.get(key);
    if (struct == null) {
      struct = make.apply(key);
      structs.put(key, struct);
      if (structs.size() > CAPACITY) {
        structs.pollFirstEntry();
      }
    }
    return (S) struct;
  }
}
