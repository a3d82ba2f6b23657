package dev.fovea.backend;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;

/** Matrix products and convolutions, behind a check of their operands. */
interface CheckedContraction extends ContractionOps, Unchecked {
  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    check(op)
        .input("a", a, op.aLength())
        .input("b", b, op.bLength())
        .epilogue(epilogue, op.n(), op.yLength())
        .output("y", y, op.yLength());
    unchecked().gemm(op, a, b, epilogue, y);
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    check(op)
        .input("x", x, op.input().elements())
        .input("w", w, op.weights().elements())
        .epilogue(epilogue, op.filters(), op.output().elements())
        .output("y", y, op.output().elements());
    unchecked().conv2d(op, x, w, epilogue, y);
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    check(op)
        .input("dy", dy, op.output().elements())
        .input("w", w, op.weights().elements())
        .output("dx", dx, op.input().elements());
    unchecked().conv2dInputGradient(op, dy, w, dx);
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    check(op)
        .input("x", x, op.input().elements())
        .input("dy", dy, op.output().elements())
        .output("dw", dw, op.weights().elements());
    unchecked().conv2dWeightGradient(op, x, dy, dw);
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    check(op)
        .input("x", x, op.input().elements())
        .input("w", w, op.weights().elements())
        .epilogue(epilogue, op.convolution().channels(), op.output().elements())
        .output("y", y, op.output().elements());
    unchecked().convTranspose2d(op, x, w, epilogue, y);
  }

  @Override
  default void convTranspose2dInputGradient(ConvTranspose2d op, Buffer dy, Buffer w, Buffer dx) {
    check(op)
        .input("dy", dy, op.output().elements())
        .input("w", w, op.weights().elements())
        .output("dx", dx, op.input().elements());
    unchecked().convTranspose2dInputGradient(op, dy, w, dx);
  }

  @Override
  default void convTranspose2dWeightGradient(ConvTranspose2d op, Buffer x, Buffer dy, Buffer dw) {
    check(op)
        .input("x", x, op.input().elements())
        .input("dy", dy, op.output().elements())
        .output("dw", dw, op.weights().elements());
    unchecked().convTranspose2dWeightGradient(op, x, dy, dw);
  }
}
