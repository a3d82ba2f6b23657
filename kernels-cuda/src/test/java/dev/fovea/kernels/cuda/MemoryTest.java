package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.DataType;
import dev.fovea.backend.OutOfMemoryException;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;
import org.junit.jupiter.api.Test;

@NeedsEmulation
class MemoryTest {
  private static Backend limited(long bytes) {
    return NeedsEmulation.Emulation.open(new BackendOptions(1, bytes));
  }

  @Test
  void bytesAreCountedWhileTheyLive() {
    try (var backend = NeedsEmulation.Emulation.open()) {
      var buffer = backend.allocate(DataType.FLOAT32, 1024);
      assertEquals(4096, backend.memory().live());
      buffer.close();
      assertEquals(0, backend.memory().live());
      assertEquals(4096, backend.memory().cached());
      assertEquals(4096, backend.memory().peak());
      backend.trim();
      assertEquals(0, backend.memory().cached());
    }
  }

  @Test
  void theCacheIsGivenBackBeforeAnAllocationFails() {
    try (var backend = limited(10_000)) {
      backend.allocate(DataType.FLOAT32, 1024).close();
      try (var other = backend.allocate(DataType.FLOAT32, 2048)) {
        assertEquals(8192, backend.memory().live());
        assertEquals(0, backend.memory().cached());
        assertEquals(2048, other.length());
      }
    }
  }

  @Test
  void aRefusalSaysWhatWasThere() {
    try (var backend = limited(10_000);
        var held = backend.allocate(DataType.FLOAT32, 1024)) {
      var refusal =
          assertThrows(
              OutOfMemoryException.class, () -> backend.allocate(DataType.FLOAT32, 10_000));
      var message = refusal.getMessage();
      assertTrue(
          message.startsWith(
              "cuda-emulated: out of memory: asked=40000 bytes, live=4096, cached=0, limit=10000,"
                  + " free="),
          message);
      assertEquals(1024, held.length());
    }
  }

  @Test
  void workGoesOnAfterARefusal() {
    try (var backend = limited(10_000);
        var x = backend.floats(1, -2);
        var y = backend.allocate(DataType.FLOAT32, 2)) {
      assertThrows(OutOfMemoryException.class, () -> backend.allocate(DataType.FLOAT32, 10_000));
      backend.unary(Unary.of(Unary.Kind.RELU, 2), x, y);
      assertArrayEquals(new float[] {1, 0}, backend.toFloats(y));
    }
  }

  @Test
  void aBufferLeftOpenIsClosedWithItsBackend() {
    var backend = NeedsEmulation.Emulation.open();
    var left = backend.allocate(DataType.FLOAT32, 16);
    backend.close();
    assertTrue(left.isClosed());
    assertEquals(0, backend.memory().live());
  }

  /** Kernels read four floats at once where rows allow it: buffers begin where they may. */
  @Test
  void noBufferIsMisaligned() {
    try (var backend = NeedsEmulation.Emulation.open()) {
      for (int length : new int[] {1, 3, 17, 63, 64, 65, 1000}) {
        try (var buffer = backend.allocate(DataType.FLOAT32, length);
            var bytes = backend.allocate(DataType.UINT8, length)) {
          assertEquals(0, DeviceBuffer.address(buffer) % 256);
          assertEquals(0, DeviceBuffer.address(bytes) % 256);
        }
      }
    }
  }

  /** Here the device has less than the limit allows, so it is the device that refuses. */
  @Test
  void aFullDeviceGivesBackItsCacheThenSaysWhatWasThere() {
    try (var _ = new Trouble("MEMORY", 10 << 20);
        var backend = NeedsEmulation.Emulation.open()) {
      backend.allocate(DataType.UINT8, 4 << 20).close();
      try (var held = backend.allocate(DataType.UINT8, 5 << 20)) {
        assertEquals(0, backend.memory().cached());
        var refusal =
            assertThrows(
                OutOfMemoryException.class, () -> backend.allocate(DataType.UINT8, 4 << 20));
        assertTrue(
            refusal
                .getMessage()
                .startsWith(
                    "cuda-emulated: out of memory: asked=4194304 bytes, live=5242880, cached=0,"
                        + " limit="),
            refusal::getMessage);
        // the rest of 10 MiB, but for what copies pass through
        assertTrue(refusal.getMessage().contains(", free=1048576"), refusal::getMessage);
        assertEquals(5 << 20, held.length());
      }
    }
  }

  @Test
  void theDeviceRefusesToo() {
    try (var backend = NeedsEmulation.Emulation.open()) {
      var refusal =
          assertThrows(
              OutOfMemoryException.class, () -> backend.allocate(DataType.UINT8, 1L << 56));
      assertTrue(
          refusal.getCause().getMessage().startsWith("cudaErrorMemoryAllocation (2)"),
          refusal.getCause()::getMessage);
    }
  }
}
