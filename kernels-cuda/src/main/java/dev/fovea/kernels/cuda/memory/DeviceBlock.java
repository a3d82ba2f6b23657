package dev.fovea.kernels.cuda.memory;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** Device memory at an address, as each type that kernels take it for. */
record DeviceBlock(Pointer memory, FloatPointer floats, IntPointer ints)
    implements Comparable<DeviceBlock> {
  DeviceBlock(Pointer memory) {
    this(memory, new FloatPointer(memory), new IntPointer(memory));
  }

  @Override
  public int compareTo(DeviceBlock other) {
    return Long.compareUnsigned(memory.address(), other.memory.address());
  }
}
