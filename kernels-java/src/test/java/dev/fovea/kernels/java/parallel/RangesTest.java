package dev.fovea.kernels.java.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
  private record Range(long begin, int count) {}

  /** Some threads, all of whose tasks the caller does. */
  private record Pretended(int threads) implements Workers {
    @Override
    public void run(int tasks, IntConsumer task) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
    }

    @Override
    public void runBackwards(int tasks, IntConsumer task) {
      for (int i = tasks - 1; i >= 0; i--) {
        task.accept(i);
      }
    }

    @Override
    public void close() {}
  }

  private static List<Range> ranges(int threads, long length, int grain, int unit) {
    var ranges = new ArrayList<Range>();
    Ranges.run(
        new Pretended(threads),
        length,
        grain,
        unit,
        (begin, count) -> ranges.add(new Range(begin, count)));
    return ranges;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 5, 1, 1",
    "1, 1000, 5, 1, 1",
    "2, 9, 5, 1, 1",
    "2, 10, 5, 1, 2",
    "2, 320, 51, 1, 6",
    "2, 896, 48, 1, 16",
    "2, 100000, 5, 1, 16",
    "3, 24, 5, 1, 3",
    "3, 34, 5, 1, 6",
    "2, 75264, 16384, 1024, 4",
    "2, 25600, 16384, 1024, 1",
    "2, 84, 14, 7, 6",
    "1, 1000000000, 16384, 1024, 4"
  })
  void sharesAreEqual(int threads, long length, int grain, int unit, int tasks) {
    var ranges = ranges(threads, length, grain, unit);
    assertEquals(tasks, ranges.size());
    long next = 0;
    for (var range : ranges) {
      assertEquals(next, range.begin());
      assertEquals(0, range.begin() % unit);
      next += range.count();
    }
    assertEquals(length, next);
    int most = ranges.stream().mapToInt(Range::count).max().orElseThrow();
    ranges.stream().limit(tasks - 1L).forEach(range -> assertEquals(most, range.count()));
    assertTrue(tasks == 1 || tasks % threads == 0 || threads == 1);
  }

  @ParameterizedTest
  @CsvSource({"2, 896, 48, 1", "3, 100, 14, 7"})
  void backwardsAreTheSame(int threads, long length, int grain, int unit) {
    var ranges = new ArrayList<Range>();
    Ranges.runBackwards(
        new Pretended(threads),
        length,
        grain,
        unit,
        (begin, count) -> ranges.add(new Range(begin, count)));
    ranges.sort(Comparator.comparingLong(Range::begin));
    assertEquals(ranges(threads, length, grain, unit), ranges);
  }
}
