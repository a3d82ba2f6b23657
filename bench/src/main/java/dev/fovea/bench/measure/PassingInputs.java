package dev.fovea.bench.measure;

import dev.fovea.backend.DataType;
import dev.fovea.bench.work.Operand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.AbstractList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random inputs that are made when they are asked for; of large ones the last alone is there. So a
 * peer's memory is measured, not that of what it was built from. Arenas are shared: of confined
 * ones, filled value by value, C2 would compile kernels for confined segments.
 */
final class PassingInputs extends AbstractList<MemorySegment> implements AutoCloseable {
  private static final long LARGE_BYTES = 1 << 20;
  private static final long ALIGNMENT = 64;

  private final List<Operand> operands;
  private final Arena small = Arena.ofShared();
  private Arena large = Arena.ofShared();

  PassingInputs(List<Operand> operands) {
    this.operands = operands;
  }

  @Override
  public MemorySegment get(int index) {
    var operand = operands.get(index);
    if (operand.bytes() < LARGE_BYTES) {
      return fill(small.allocate(operand.bytes(), ALIGNMENT), operand);
    }
    large.close();
    large = Arena.ofShared();
    return fill(large.allocate(operand.bytes(), ALIGNMENT), operand);
  }

  private static MemorySegment fill(MemorySegment memory, Operand operand) {
    if (operand.type() == DataType.FLOAT32) {
      var random = new SplittableRandom(1);
      float range = operand.high() - operand.low();
      for (long i = 0; i < operand.length(); i++) {
        float unit = (random.nextInt() >>> 8) * 0x1p-24f;
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, operand.low() + unit * range);
      }
    }
    return memory;
  }

  @Override
  public int size() {
    return operands.size();
  }

  @Override
  public void close() {
    small.close();
    large.close();
  }
}
