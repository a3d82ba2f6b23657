package dev.fovea.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.DataType;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.random.Philox;
import dev.fovea.backend.random.RandomFill;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ReferenceFillTest extends ReferenceFixture {
  @Test
  void fillsWithAConstant() {
    var y = output(3);
    backend.fill(Fill.constant(2, 1.5f), null, y);
    assertValues(y, 1.5, 1.5, NAN);
  }

  @Test
  void fillsFromTheStream() {
    var state = new RandomState(42, 7);
    for (var op : new Fill[] {Fill.uniform(17, -1, 1), Fill.normal(17, 0, 2)}) {
      var y = output(17);
      backend.fill(op, state, y);
      var values = backend.toDoubles(y);
      for (int i = 0; i < 17; i++) {
        assertEquals(RandomFill.value(op, Philox.word(state, i)), values[i]);
      }
    }
  }

  @Test
  void copiesRanges() {
    var target = counting(0, 5);
    backend.copy(counting(10, 5), 1, target, 2, 3);
    assertValues(target, 0, 1, 11, 12, 13);
    backend.copy(target, 0, target, 3, 2);
    assertValues(target, 0, 1, 11, 0, 1);
  }

  @Test
  void copiesInAndOut() {
    var buffer = ints(1, 2, 3, 4);
    backend.copyIn(MemorySegment.ofArray(new int[] {7, 8}), buffer, 1);
    assertInts(buffer, 1, 7, 8, 4);
    var part = new int[2];
    backend.copyOut(buffer, 2, MemorySegment.ofArray(part));
    assertArrayEquals(new int[] {8, 4}, part);
  }

  @Test
  void saysWhatItIs() {
    var op = Fill.constant(1, 0);
    assertEquals("reference", backend.name());
    assertEquals(1, backend.threads());
    assertTrue(backend.supports(op, type));
    assertFalse(backend.supports(op, DataType.BFLOAT16));
    assertFalse(backend.supports(op, DataType.INT32));
    backend.synchronize();
    output(100).close();
    assertTrue(backend.memory().cached() > 0);
    backend.trim();
    assertEquals(0, backend.memory().cached());
  }
}
