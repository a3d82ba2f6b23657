package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Operation;
import dev.fovea.kernels.cuda.calls.CallQueue;
import dev.fovea.kernels.cuda.calls.Launcher;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;

/** What every family of kernels needs from the backend that launches it. */
interface CudaSupport {
  /** Where calls go. */
  CallQueue calls();

  /** The native form of what was called. */
  Geometries geometries();

  /** A buffer of the backend. */
  Buffer allocate(DataType type, long length);

  /** Memory for one call, which may be taken again by the next; null if none is needed. */
  default Buffer workspace(long bytes) {
    return bytes == 0 ? null : allocate(DataType.UINT8, bytes);
  }

  /**
   * The native form of an operation or another value, made the first time.
   *
   * @param make fills a struct of {@code fovea_kernels.h}
   */
  default <K, S extends Pointer> S geometry(K key, Function<K, S> make) {
    return geometries().of(key, make);
  }

  /**
   * Sends one call. The launcher captures pointers and values, and must not read what may change
   * later: a repeated step launches it again.
   *
   * @param name the method called
   * @param operands all of them, missing ones as null, so that a repeated call can be told from
   *     another
   */
  default void launch(String name, Operation op, Launcher launcher, Buffer... operands) {
    launch(name, op, null, launcher, operands);
  }

  /**
   * The same for a call that depends on more than its operation and operands.
   *
   * @param values such as a random state; compared with {@code equals}
   */
  default void launch(
      String name, Operation op, Object values, Launcher launcher, Buffer... operands) {
    var addresses = new long[operands.length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = DeviceBuffer.address(operands[i]);
    }
    calls().send(name, op, values, addresses, launcher);
  }
}
