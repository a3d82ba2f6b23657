package dev.fovea.engine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void stepDrops() {
    var schedule = Schedule.step(3, 0.1);
    assertEquals(1, schedule.factor(2));
    assertEquals(0.1, schedule.factor(3), 1e-12);
    assertEquals(0.01, schedule.factor(8), 1e-12);
  }

  @Test
  void cosineFallsAndStays() {
    var schedule = Schedule.cosine(10, 0.2);
    assertEquals(1, schedule.factor(0));
    assertEquals(0.6, schedule.factor(5), 1e-12);
    assertEquals(0.2, schedule.factor(10), 1e-12);
    assertEquals(0.2, schedule.factor(99), 1e-12);
  }

  @Test
  void warmUpGoesFirst() {
    var schedule = Schedule.warmUp(4, Schedule.step(2, 0.5));
    assertEquals(0.25, schedule.factor(0));
    assertEquals(1, schedule.factor(3));
    assertEquals(1, schedule.factor(4));
    assertEquals(0.5, schedule.factor(6));
    assertEquals(1, Schedule.warmUp(0, Schedule.CONSTANT).factor(0));
  }
}
