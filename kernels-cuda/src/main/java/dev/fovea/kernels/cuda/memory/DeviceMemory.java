package dev.fovea.kernels.cuda.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import dev.fovea.backend.memory.BlockPool;
import dev.fovea.backend.memory.BlockSource;
import dev.fovea.kernels.cuda.runtime.Device;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import org.bytedeco.javacpp.BytePointer;

/**
 * A pool of device memory for one stream: a block may be taken again while kernels sent before
 * still use it, because those sent after it come later.
 */
public final class DeviceMemory implements AutoCloseable {
  private final Backend backend;
  private final BlockPool<DeviceBlock> pool;

  /**
   * A pool for one backend that holds at most {@code limit} bytes.
   *
   * @param beforeFree sends what has been noted for the stream: the device waits for what was sent
   */
  public DeviceMemory(Backend backend, long limit, Runnable beforeFree) {
    this.backend = backend;
    pool = new BlockPool<>(backend.name(), new Source(beforeFree), limit);
  }

  /**
   * Takes a block for {@code length} elements.
   *
   * @throws OutOfMemoryException if the limit or the device refuses
   */
  public DeviceBuffer allocate(DataType type, long length) {
    return new DeviceBuffer(backend, type, length, pool.take(length * type.bytes()));
  }

  /** Frees all blocks that no buffer holds. */
  public void trim() {
    pool.trim();
  }

  /** What the pool holds now. */
  public MemoryStats stats() {
    return pool.stats();
  }

  /** Frees everything; buffers that are still live are closed and reported as leaks. */
  @Override
  public void close() {
    pool.close();
  }

  private record Source(Runnable beforeFree) implements BlockSource<DeviceBlock> {
    @Override
    public DeviceBlock take(long bytes) {
      return new DeviceBlock(Device.allocate(bytes));
    }

    @Override
    public void giveBack(DeviceBlock block) {
      beforeFree.run();
      Device.free(block.memory());
    }

    @Override
    public DeviceBlock part(DeviceBlock block, long offset, long bytes) {
      return new DeviceBlock(new BytePointer(block.memory()).getPointer(offset));
    }

    /**
     * The lowest address first, so that steps that are alike find their operands where they were.
     */
    @Override
    public Queue<DeviceBlock> freeList() {
      return new PriorityQueue<>();
    }

    @Override
    public OptionalLong free() {
      return OptionalLong.of(Device.freeBytes());
    }
  }
}
