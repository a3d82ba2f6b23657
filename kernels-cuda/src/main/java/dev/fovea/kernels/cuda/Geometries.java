package dev.fovea.kernels.cuda;

import dev.fovea.backend.op.Operation;
import java.util.LinkedHashMap;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;

/** Native structs by operation: filled once, the one used longest ago is forgotten first. */
final class Geometries {
  private static final int CAPACITY = 4096;

  private final LinkedHashMap<Operation, Pointer> structs = new LinkedHashMap<>(16, 0.75f, true);

  @SuppressWarnings("unchecked") // an operation is always made by the same function
  <O extends Operation, S extends Pointer> S of(O op, Function<O, S> make) {
    var struct = structs.get(op);
    if (struct == null) {
      struct = make.apply(op);
      structs.put(op, struct);
      if (structs.size() > CAPACITY) {
        structs.pollFirstEntry();
      }
    }
    return (S) struct;
  }
}
