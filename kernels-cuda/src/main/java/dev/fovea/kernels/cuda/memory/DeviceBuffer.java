package dev.fovea.kernels.cuda.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.memory.BlockPool;
import dev.fovea.backend.memory.PooledBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;

/** A buffer in a block of a {@link DeviceMemory}. A missing buffer has a null pointer. */
public final class DeviceBuffer extends PooledBuffer {
  private final DeviceBlock block;

  DeviceBuffer(Backend backend, DataType type, long length, BlockPool<DeviceBlock>.Lease lease) {
    super(backend, type, length, lease);
    block = lease.block();
  }

  private static DeviceBlock block(Buffer buffer) {
    return ((DeviceBuffer) buffer).block;
  }

  /** Where its float32 elements lie on the device. */
  public static FloatPointer floats(Buffer buffer) {
    return buffer == null ? null : block(buffer).floats();
  }

  /** Where its int32 elements lie on the device. */
  public static IntPointer ints(Buffer buffer) {
    return buffer == null ? null : block(buffer).ints();
  }

  /** Its address on the device, or 0. */
  public static long address(Buffer buffer) {
    return buffer == null ? 0 : block(buffer).memory().address();
  }

  /** Where its element {@code offset} lies on the device. */
  public static BytePointer at(Buffer buffer, long offset) {
    return new BytePointer(block(buffer).memory()).getPointer(offset * buffer.type().bytes());
  }
}
