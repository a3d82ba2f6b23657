package dev.fovea.kernels.cuda.calls;

import dev.fovea.backend.op.Operation;
import dev.fovea.kernels.cuda.runtime.CudaStatus;
import dev.fovea.kernels.cuda.runtime.Stream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A call that can be launched again: two calls that match have the same effect on the same memory.
 *
 * @param name the method called
 * @param op its geometry
 * @param values what else it depends on, such as a random state; may be null
 * @param addresses of its operands, in their order; 0 for a missing one
 * @param launcher sends it to a stream
 */
@SuppressWarnings("ArrayRecordComponent")
record KernelCall(String name, Operation op, Object values, long[] addresses, Launcher launcher) {

  boolean matches(KernelCall other) {
    return name.equals(other.name)
        && Arrays.equals(addresses, other.addresses)
        && op.equals(other.op)
        && Objects.equals(values, other.values);
  }

  void launch(Stream stream) {
    CudaStatus.check(launcher.launch(stream.handle()), name, op);
  }

  /** The same, and waits for its end, as was done for all calls before it. */
  void run(Stream stream) {
    CudaStatus.checkAlone(launcher.launch(stream.handle()), name, op);
    stream.synchronize(name, op);
  }
}
