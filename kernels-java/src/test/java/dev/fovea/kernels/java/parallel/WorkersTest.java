package dev.fovea.kernels.java.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyTaskRunsOnceACall(int threads) {
    try (var workers = Workers.of(threads)) {
      assertEquals(threads, workers.threads());
      for (int tasks : new int[] {0, 1, 2, 3, 16, 17, 1000}) {
        for (int repeat = 0; repeat < 50; repeat++) {
          var runs = new AtomicIntegerArray(tasks);
          workers.run(tasks, runs::incrementAndGet);
          for (int i = 0; i < tasks; i++) {
            assertEquals(1, runs.get(i), "task " + i + " of " + tasks);
          }
          workers.runBackwards(tasks, runs::incrementAndGet);
          for (int i = 0; i < tasks; i++) {
            assertEquals(2, runs.get(i), "task " + i + " of " + tasks + ", backwards");
          }
        }
      }
    }
  }

  @Test
  void resultsOfAllTasksAreVisibleToTheCaller() {
    try (var workers = Workers.of(3)) {
      var values = new int[500];
      for (int round = 1; round <= 2000; round++) {
        int value = round;
        workers.run(values.length, i -> values[i] = value);
        assertTrue(Arrays.stream(values).allMatch(v -> v == value), "round " + round);
      }
    }
  }

  @Test
  void helpersTakePart() {
    try (var workers = Workers.of(2)) {
      var both = new CountDownLatch(2);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              workers.run(
                  2,
                  i -> {
                    both.countDown();
                    await(both);
                  }));
    }
  }

  @Test
  void parkedHelpersWakeUp() throws InterruptedException {
    try (var workers = Workers.of(2)) {
      for (int i = 0; i < 3; i++) {
        Thread.sleep(20); // far longer than helpers spin
        var both = new CountDownLatch(2);
        workers.run(
            2,
            task -> {
              both.countDown();
              await(both);
            });
      }
    }
  }

  @Test
  void eachThreadBeginsWithItsOwnShare() {
    try (var workers = Workers.of(3)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        var first = new Thread[3];
        var all = new CountDownLatch(3);
        workers.run(
            9,
            i -> {
              if (i % 3 == 0) { // the first of three neighbours
                first[i / 3] = Thread.currentThread();
                all.countDown();
                await(all);
              }
            });
        assertSame(Thread.currentThread(), first[0]);
        assertEquals("fovea-worker-1", first[1].getName());
        assertEquals("fovea-worker-2", first[2].getName());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void backwardsEachThreadBeginsWithItsLastTask(int threads) {
    try (var workers = Workers.of(threads)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        var begun = new CountDownLatch(threads);
        workers.runBackwards(
            4 * threads,
            i -> {
              if (i % 4 == 3) { // the last of four neighbours
                begun.countDown();
                await(begun);
              }
              assertEquals(0, begun.getCount(), "task " + i);
            });
      }
    }
  }

  @Test
  void oneThreadIsTheCallers() {
    try (var workers = Workers.of(1)) {
      var caller = Thread.currentThread();
      workers.run(10, i -> assertSame(caller, Thread.currentThread()));
    }
  }

  @Test
  void nestedTasksStayOnTheirThread() {
    try (var workers = Workers.of(3)) {
      var runs = new AtomicIntegerArray(20 * 10);
      workers.run(
          20,
          outer -> {
            var thread = Thread.currentThread();
            workers.run(
                10,
                inner -> {
                  assertSame(thread, Thread.currentThread());
                  runs.incrementAndGet(outer * 10 + inner);
                });
          });
      for (int i = 0; i < runs.length(); i++) {
        assertEquals(1, runs.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void exceptionsReachTheCallerAndThePoolStillWorks(int threads) {
    try (var workers = Workers.of(threads)) {
      for (int repeat = 0; repeat < 100; repeat++) {
        var thrown =
            assertThrows(
                ArithmeticException.class,
                () ->
                    workers.run(
                        50,
                        i -> {
                          if (i == 33) {
                            throw new ArithmeticException("task 33");
                          }
                        }));
        assertEquals("task 33", thrown.getMessage());
      }
      var runs = new AtomicIntegerArray(8);
      workers.run(8, runs::incrementAndGet);
      for (int i = 0; i < 8; i++) {
        assertEquals(1, runs.get(i));
      }
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Set<Thread> helpers = ConcurrentHashMap.newKeySet();
    var workers = Workers.of(2);
    var both = new CountDownLatch(2);
    workers.run(
        2,
        i -> {
          helpers.add(Thread.currentThread());
          both.countDown();
          await(both);
        });
    helpers.remove(Thread.currentThread());
    workers.close();
    assertEquals(1, helpers.size());
    for (var helper : helpers) {
      assertTrue(helper.isDaemon());
      helper.join(10_000);
      assertFalse(helper.isAlive());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
