package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Conv2d;

/** Checks the operands of each run, then delegates. */
final class CheckedPreparedConv2d implements PreparedConv2d {
  private final Backend backend;
  private final PreparedConv2d prepared;
  private boolean closed;

  CheckedPreparedConv2d(Backend backend, PreparedConv2d prepared) {
    this.backend = backend;
    this.prepared = prepared;
  }

  @Override
  public Conv2d op() {
    return prepared.op();
  }

  @Override
  public void run(Buffer x, Epilogue epilogue, Buffer y) {
    require(!closed, "%s: prepared filters are closed", op().operation());
    new OperandCheck(backend, op())
        .input("x", x, op().input().elements())
        .epilogue(epilogue, op().filters(), op().output().elements())
        .output("y", y, op().output().elements());
    prepared.run(x, epilogue, y);
  }

  @Override
  public boolean sharesOutput() {
    return prepared.sharesOutput();
  }

  @Override
  public void runInto(Buffer x, Epilogue epilogue, Buffer y, int first, int channels) {
    require(!closed, "%s: prepared filters are closed", op().operation());
    require(
        first >= 0 && first <= channels - op().filters(),
        "%s: no such channels: first=%d, filters=%d, channels=%d",
        op().operation(),
        first,
        op().filters(),
        channels);
    require(
        epilogue.addend() == null,
        "%s: an output that is shared takes no addend",
        op().operation());
    long pixels = op().output().elements() / op().filters();
    new OperandCheck(backend, op())
        .input("x", x, op().input().elements())
        .epilogue(epilogue, op().filters(), op().output().elements())
        .output("y", y, Math.multiplyExact(pixels, channels));
    prepared.runInto(x, epilogue, y, first, channels);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      prepared.close();
    }
  }
}
