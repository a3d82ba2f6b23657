package dev.fovea.kernels.cuda.runtime;

import static dev.fovea.kernels.cuda.runtime.CudaStatus.check;

import dev.fovea.kernels.cuda.bindings.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Memory of the current device, and of the host where the device can reach it. */
public final class Device {
  private Device() {}

  /**
   * Device memory, aligned to 256 bytes.
   *
   * @throws OutOfMemoryError if there is none left
   */
  public static Pointer allocate(long bytes) {
    try (var taken = new PointerPointer<Pointer>(1)) {
      int status = Kernels.fovea_allocate(taken, bytes);
      if (status == CudaStatus.OUT_OF_MEMORY) {
        throw new OutOfMemoryError(CudaStatus.describe(status));
      }
      check(status, "allocating %d bytes".formatted(bytes));
      return taken.get();
    }
  }

  /** Gives device memory back; waits for whatever uses it. */
  public static void free(Pointer memory) {
    check(Kernels.fovea_free(memory), "freeing memory");
  }

  /**
   * Page-locked host memory: only from there do copies run beside the host's and the device's work.
   */
  public static Pointer allocatePinned(long bytes) {
    try (var taken = new PointerPointer<Pointer>(1)) {
      check(
          Kernels.fovea_allocate_pinned(taken, bytes),
          "allocating %d pinned bytes".formatted(bytes));
      return taken.get();
    }
  }

  /** Gives page-locked memory back. */
  public static void freePinned(Pointer memory) {
    check(Kernels.fovea_free_pinned(memory), "freeing pinned memory");
  }

  /** Copies from pinned memory, in the order of the stream. */
  public static void copyIn(Pointer target, Pointer pinned, long bytes, Stream stream) {
    check(
        Kernels.fovea_copy_to_device(target, pinned, bytes, stream.handle()),
        "copying to the device");
  }

  /** Copies to pinned memory, in the order of the stream. */
  public static void copyOut(Pointer pinned, Pointer source, long bytes, Stream stream) {
    check(
        Kernels.fovea_copy_to_host(pinned, source, bytes, stream.handle()), "copying to the host");
  }

  /** Copies within the device, in the order of the stream. */
  public static void copy(Pointer target, Pointer source, long bytes, Stream stream) {
    check(
        Kernels.fovea_copy_on_device(target, source, bytes, stream.handle()),
        "copying on the device");
  }

  /** Bytes of device memory that nobody has taken. */
  public static long freeBytes() {
    try (var free = new SizeTPointer(1);
        var total = new SizeTPointer(1)) {
      check(Kernels.fovea_memory_info(free, total), "asking for free memory");
      return free.get();
    }
  }
}
