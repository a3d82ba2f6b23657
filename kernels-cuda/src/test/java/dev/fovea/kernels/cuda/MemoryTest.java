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
