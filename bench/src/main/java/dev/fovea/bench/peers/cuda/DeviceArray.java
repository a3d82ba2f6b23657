package dev.fovea.bench.peers.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/** Memory of the GPU for elements of float32 or bfloat16. */
final class DeviceArray implements AutoCloseable {
  /** Half of the last place that bfloat16 keeps of a float's bits, less one. */
  private static final int NEARLY_HALF = 0x7fff;

  private final int length;
  private final boolean halved;
  private final Pointer memory = new Pointer();

  /** Memory of undefined content. */
  DeviceArray(long length, boolean halved) {
    this.length = Math.toIntExact(length);
    this.halved = halved;
    Status.cuda(cudart.cudaMalloc(memory, bytes()));
  }

  /** A copy of float32 values. */
  static DeviceArray of(MemorySegment values, boolean halved) {
    return of(values.toArray(ValueLayout.JAVA_FLOAT), halved);
  }

  /** The same of values of the heap. */
  static DeviceArray of(float[] values, boolean halved) {
    var array = new DeviceArray(values.length, halved);
    if (halved) {
      var bits = new short[values.length];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = toHalf(values[i]);
      }
      try (var host = new ShortPointer(bits)) {
        array.copyIn(host);
      }
    } else {
      try (var host = new FloatPointer(values)) {
        array.copyIn(host);
      }
    }
    return array;
  }

  private void copyIn(Pointer host) {
    Status.cuda(cudart.cudaMemcpy(memory, host, bytes(), cudart.cudaMemcpyHostToDevice));
  }

  /** Where it lies. */
  Pointer memory() {
    return memory;
  }

  private long bytes() {
    return (long) length * (halved ? Short.BYTES : Float.BYTES);
  }

  /** A copy as float32. */
  float[] toFloats() {
    var values = new float[length];
    if (halved) {
      var bits = new short[length];
      try (var host = new ShortPointer(length)) {
        Status.cuda(cudart.cudaMemcpy(host, memory, bytes(), cudart.cudaMemcpyDeviceToHost));
        host.get(bits);
      }
      for (int i = 0; i < length; i++) {
        values[i] = Float.intBitsToFloat(bits[i] << 16);
      }
    } else {
      try (var host = new FloatPointer(length)) {
        Status.cuda(cudart.cudaMemcpy(host, memory, bytes(), cudart.cudaMemcpyDeviceToHost));
        host.get(values);
      }
    }
    return values;
  }

  /** The nearest bfloat16, ties to even. */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + NEARLY_HALF + (bits >>> 16 & 1)) >>> 16);
  }

  @Override
  public void close() {
    Status.cuda(cudart.cudaFree(memory));
  }
}
