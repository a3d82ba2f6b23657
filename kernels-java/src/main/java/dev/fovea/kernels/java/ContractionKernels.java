package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;

/** Matrix products and convolutions, see {@link ContractionOps}. */
interface ContractionKernels extends ContractionOps {
  /** The drivers, with their plans. */
  Contractions contractions();

  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    var c = contractions();
    try (var output = c.output(epilogue, op.n(), op.strideY(), op.alpha(), op.beta(), y)) {
      c.gemm().run(op, HostBuffer.segment(a), HostBuffer.segment(b), output.get());
    }
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    var c = contractions();
    try (var output = c.output(epilogue, op.filters(), op.filters(), 1, 0, y)) {
      c.convolution(op).forward(HostBuffer.segment(x), HostBuffer.segment(w), output.get());
    }
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    var c = contractions();
    try (var output = c.output(Epilogue.NONE, op.channels(), op.channels(), 1, 0, dx)) {
      c.convolution(op).inputGradient(HostBuffer.segment(dy), HostBuffer.segment(w), output.get());
    }
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    contractions()
        .convolution(op)
        .weightGradient(HostBuffer.segment(x), HostBuffer.segment(dy), HostBuffer.segment(dw));
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    var convolution = op.convolution();
    int channels = convolution.channels();
    var c = contractions();
    try (var output = c.output(epilogue, channels, channels, 1, 0, y)) {
      c.convolution(convolution)
          .inputGradient(HostBuffer.segment(x), HostBuffer.segment(w), output.get());
    }
  }
}
