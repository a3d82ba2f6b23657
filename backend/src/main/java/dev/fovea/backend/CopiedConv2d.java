package dev.fovea.backend;

import dev.fovea.backend.op.Conv2d;

/** Filters as they were, in a buffer of their own. */
final class CopiedConv2d implements PreparedConv2d {
  private final Backend backend;
  private final Conv2d op;
  private final Buffer filters;

  CopiedConv2d(Backend backend, Conv2d op, Buffer w) {
    this.backend = backend;
    this.op = op;
    filters =
        w.type() == DataType.FLOAT64
            ? backend.doubles(backend.toDoubles(w))
            : backend.floats(backend.toFloats(w));
  }

  @Override
  public Conv2d op() {
    return op;
  }

  @Override
  public void run(Buffer x, Epilogue epilogue, Buffer y) {
    backend.conv2d(op, x, filters, epilogue, y);
  }

  @Override
  public void close() {
    filters.close();
  }
}
