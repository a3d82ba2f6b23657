package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Schedule schedule = new Schedule(List.of(2, 3), 1, List.of(2, 3));

  @Test
  void contendersOfARowTakeTurnsWithinEachRound() {
    var turns = schedule.turns();
    assertEquals(3 * 2 + 4 * 3, turns.size());
    assertEquals(new Schedule.Turn(0, 0, 0), turns.get(0));
    assertEquals(new Schedule.Turn(0, 0, 1), turns.get(1));
    assertEquals(new Schedule.Turn(0, 1, 0), turns.get(2));
    assertEquals(new Schedule.Turn(1, 3, 2), turns.getLast());
  }

  @Test
  void figuresFindTheirRowContenderAndRoundAndWarmUpIsLeftOut() {
    var sorted = schedule.sort(IntStream.range(0, 18).asDoubleStream().toArray());
    assertArrayEquals(new double[][] {{2, 4}, {3, 5}}, sorted[0]);
    assertArrayEquals(new double[][] {{9, 12, 15}, {10, 13, 16}, {11, 14, 17}}, sorted[1]);
  }

  @Test
  void aForkThatEndedEarlyIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> schedule.sort(new double[17]));
  }
}
