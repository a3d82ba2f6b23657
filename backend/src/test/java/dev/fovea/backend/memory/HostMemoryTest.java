package dev.fovea.backend.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostMemoryTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final long PAGE = 4096;

  private final RecordingLogger log = new RecordingLogger();
  private Backend backend;

  @BeforeEach
  void open() {
    backend = Backends.open("reference", BackendOptions.defaults());
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private HostMemory pool(long limit) {
    return new HostMemory(backend, limit, false, log);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 16, 17, 63, 64, 65, 129})
  void buffersAreAlignedAndExact(long length) {
    try (var pool = pool(NO_LIMIT);
        var buffer = pool.allocate(DataType.FLOAT64, length)) {
      var segment = HostBuffer.segment(buffer);
      assertEquals(0, segment.address() % 64);
      assertEquals(length * 8, segment.byteSize());
      assertEquals(length * 8, buffer.byteSize());
      assertEquals(length, buffer.length());
      assertEquals(DataType.FLOAT64, buffer.type());
      assertEquals(backend, buffer.backend());
      assertEquals("FLOAT64[" + length + "]", buffer.toString());
    }
  }

  @Test
  void reusesBlocksOfASize() {
    try (var pool = pool(NO_LIMIT)) {
      var first = pool.allocate(DataType.FLOAT32, 100);
      long address = HostBuffer.segment(first).address();
      assertEquals(new MemoryStats(448, 0, 448, NO_LIMIT), pool.stats());
      first.close();
      assertEquals(new MemoryStats(0, 448, 448, NO_LIMIT), pool.stats());
      try (var second = pool.allocate(DataType.UINT8, 390)) {
        assertEquals(address, HostBuffer.segment(second).address());
        try (var third = pool.allocate(DataType.UINT8, 390)) {
          assertNotEquals(address, HostBuffer.segment(third).address());
          assertEquals(new MemoryStats(896, 0, 896, NO_LIMIT), pool.stats());
        }
      }
    }
  }

  @Test
  void aSecondCloseDoesNothing() {
    try (var pool = pool(NO_LIMIT)) {
      var buffer = pool.allocate(DataType.INT8, 64);
      assertFalse(buffer.isClosed());
      buffer.close();
      buffer.close();
      assertTrue(buffer.isClosed());
      assertEquals(64, pool.stats().cached());
    }
  }

  @Test
  void theLimitRefuses() {
    try (var pool = pool(1024);
        var half = pool.allocate(DataType.UINT8, 512)) {
      var refusal =
          assertThrows(OutOfMemoryException.class, () -> pool.allocate(DataType.FLOAT32, 200));
      assertEquals(
          "reference: out of memory: asked=800 bytes, live=512, cached=0, limit=1024; use a"
              + " smaller batch, or raise the limit with -Dfovea.memory=BYTES",
          refusal.getMessage());
      assertEquals(512, pool.stats().live());
      assertFalse(half.isClosed());
    }
  }

  @Test
  void theMachineRefuses() {
    try (var pool = pool(NO_LIMIT)) {
      pool.allocate(DataType.UINT8, 64).close();
      var refusal =
          assertThrows(OutOfMemoryException.class, () -> pool.allocate(DataType.UINT8, 1L << 56));
      assertEquals(
          "reference: out of memory: asked=72057594037927936 bytes, live=0, cached=0, limit=none;"
              + " use a smaller batch",
          refusal.getMessage());
    }
  }

  @Test
  void theCacheMakesRoom() {
    try (var pool = pool(1024)) {
      pool.allocate(DataType.UINT8, 640).close();
      assertEquals(640, pool.stats().cached());
      try (var other = pool.allocate(DataType.UINT8, 512)) {
        assertEquals(new MemoryStats(512, 0, 640, 1024), pool.stats());
        assertFalse(other.isClosed());
      }
    }
  }

  @Test
  void largeBlocksArePiecesOfOneRegion() {
    long large = 8L << 20;
    long piece = large + PAGE;
    try (var pool = pool(NO_LIMIT)) {
      pool.allocate(DataType.UINT8, 3 * piece - PAGE).close();
      try (var first = pool.allocate(DataType.UINT8, large);
          var second = pool.allocate(DataType.FLOAT32, large / 4 - 1)) {
        long begin = HostBuffer.segment(first).address();
        long apart = HostBuffer.segment(second).address() - begin;
        assertTrue(apart > large && apart < piece + PAGE, "apart=" + apart);
        assertEquals(large - 4, HostBuffer.segment(second).byteSize());
        assertEquals(new MemoryStats(2 * piece, piece, 3 * piece, NO_LIMIT), pool.stats());
        pool.trim();
        long kept =
            AddressSpace.isAvailable() ? 0 : piece; // a region that grows gives its end back
        assertEquals(kept, pool.stats().cached(), "the region is in use");
      }
      pool.trim();
      assertEquals(new MemoryStats(0, 0, 3 * piece, NO_LIMIT), pool.stats());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1 << 16, 1 << 20, 1 << 24})
  void neighboursBeginAtDifferentPlacesInAPage(long bytes) {
    try (var pool = pool(NO_LIMIT);
        var x = pool.allocate(DataType.UINT8, bytes);
        var dy = pool.allocate(DataType.UINT8, bytes);
        var dx = pool.allocate(DataType.UINT8, bytes)) {
      var places =
          Stream.of(x, dy, dx)
              .map(buffer -> HostBuffer.segment(buffer).address())
              .peek(address -> assertEquals(0, address % 64))
              .map(address -> address % PAGE)
              .toList();
      assertEquals(3, Set.copyOf(places).size(), "places=" + places);
    }
  }

  @Test
  void aRegionHasNothingToSpareThatTheLimitRefuses() {
    long large = 8L << 20;
    try (var pool = pool(6 * large);
        var most = pool.allocate(DataType.UINT8, 4 * large);
        var more = pool.allocate(DataType.UINT8, large + 1)) {
      assertTrue(pool.stats().live() + pool.stats().cached() <= 6 * large);
      assertThrows(OutOfMemoryException.class, () -> pool.allocate(DataType.UINT8, large).close());
      assertFalse(most.isClosed() || more.isClosed());
    }
  }

  @Test
  void aTracedLeakOfAPieceHasItsOwnSize() {
    long large = 8L << 20;
    var pool = new HostMemory(backend, NO_LIMIT, true, log);
    pool.allocate(DataType.UINT8, 3 * large).close();
    pool.allocate(DataType.UINT8, large);
    pool.close();
    assertEquals(
        "leak: never closed: buffers=1, bytes=" + (large + PAGE),
        log.entries().getFirst().message());
  }

  @Test
  void trimFreesWhatIsCached() {
    try (var pool = pool(NO_LIMIT);
        var kept = pool.allocate(DataType.UINT8, 64)) {
      var released = pool.allocate(DataType.UINT8, 64);
      released.close();
      pool.trim();
      assertEquals(new MemoryStats(64, 0, 128, NO_LIMIT), pool.stats());
      HostBuffer.segment(kept).fill((byte) 1);
      var freed = HostBuffer.segment(released);
      assertThrows(IllegalStateException.class, () -> freed.fill((byte) 1));
    }
  }

  @Test
  void closingReportsWhatIsStillLive() {
    var pool = pool(NO_LIMIT);
    var closed = pool.allocate(DataType.UINT8, 64);
    var one = pool.allocate(DataType.UINT8, 64);
    var two = pool.allocate(DataType.UINT8, 65);
    closed.close();
    pool.close();
    assertEquals(1, log.entries().size());
    assertEquals(
        "leak: never closed: buffers=2, bytes=192; -Dfovea.leaks=true says where they were"
            + " allocated",
        log.entries().getFirst().message());
    assertTrue(one.isClosed() && two.isClosed());
    assertEquals(new MemoryStats(0, 0, 256, NO_LIMIT), pool.stats());
    one.close();
    pool.close();
    assertEquals(1, log.entries().size());
    var refusal = assertThrows(FoveaException.class, () -> pool.allocate(DataType.UINT8, 64));
    assertEquals("allocate: backend is closed: reference", refusal.getMessage());
  }

  @Test
  void aTracedLeakHasItsAllocationSite() {
    var pool = new HostMemory(backend, NO_LIMIT, true, log);
    pool.allocate(DataType.UINT8, 64);
    pool.close();
    var entry = log.entries().getFirst();
    assertEquals(System.Logger.Level.WARNING, entry.level());
    assertEquals("leak: never closed: buffers=1, bytes=64", entry.message());
    assertTrue(
        IntStream.range(0, entry.thrown().getStackTrace().length)
            .mapToObj(i -> entry.thrown().getStackTrace()[i].getMethodName())
            .anyMatch("aTracedLeakHasItsAllocationSite"::equals));
  }

  @Test
  void anUnreachableBufferIsReportedAndFreed() throws InterruptedException {
    try (var pool = pool(NO_LIMIT)) {
      pool.allocate(DataType.UINT8, 64);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (log.entries().isEmpty() && System.nanoTime() < end) {
        System.gc();
        Thread.sleep(10);
      }
      assertEquals(
          "leak: never closed: buffers=1, bytes=64; -Dfovea.leaks=true says where they were"
              + " allocated",
          log.entries().getFirst().message());
      assertEquals(new MemoryStats(0, 64, 64, NO_LIMIT), pool.stats());
    }
    assertEquals(1, log.entries().size());
  }

  @Test
  void threadsNeverShareABlock() throws Exception {
    int threads = 4;
    try (var pool = pool(NO_LIMIT);
        var executor = Executors.newFixedThreadPool(threads)) {
      var start = new CountDownLatch(threads);
      var tasks =
          IntStream.range(0, threads)
              .mapToObj(mark -> executor.submit(() -> fillAndCheck(pool, start, mark)))
              .toList();
      for (Future<?> task : tasks) {
        task.get();
      }
      assertEquals(0, pool.stats().live());
      assertTrue(pool.stats().peak() <= threads * 64L);
    }
    assertTrue(log.entries().isEmpty());
  }

  private static Void fillAndCheck(HostMemory pool, CountDownLatch start, int mark)
      throws InterruptedException {
    start.countDown();
    start.await();
    for (int i = 0; i < 5000; i++) {
      try (var buffer = pool.allocate(DataType.INT32, 16)) {
        var segment = HostBuffer.segment(buffer);
        for (int k = 0; k < 16; k++) {
          segment.setAtIndex(JAVA_INT, k, mark);
        }
        for (int k = 0; k < 16; k++) {
          assertEquals(mark, segment.getAtIndex(JAVA_INT, k));
        }
      }
    }
    return null;
  }
}
