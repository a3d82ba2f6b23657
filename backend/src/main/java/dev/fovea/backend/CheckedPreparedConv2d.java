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
    requireOpen();
    check(x, epilogue, y, op().filters());
    prepared.run(x, epilogue, y);
  }

  private void requireOpen() {
    require(!closed, "%s: prepared filters are closed", op().operation());
  }

  /** Checks operands of which y has so many channels. */
  private void check(Buffer x, Epilogue epilogue, Buffer y, int channels) {
    long elements = op().output().elements();
    new OperandCheck(backend, op())
        .input("x", x, op().input().elements())
        .epilogue(epilogue, op().filters(), elements)
        .output("y", y, Math.multiplyExact(elements / op().filters(), channels));
  }

  @Override
  public boolean sharesOutput() {
    return prepared.sharesOutput();
  }

  @Override
  public void runInto(Buffer x, Epilogue epilogue, Buffer y, int first, int channels) {
    requireOpen();
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
    check(x, epilogue, y, channels);
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
