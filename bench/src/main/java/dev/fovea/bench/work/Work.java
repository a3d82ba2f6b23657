package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import java.util.List;

/**
 * What a row measures: one call of the SPI. The operation's record is the same that the conformance
 * cases use; this adds which of its passes is called, on what operands.
 */
public sealed interface Work
    permits GemmWork,
        ConvolutionWork,
        PoolingWork,
        BatchNormWork,
        LayerNormWork,
        SoftmaxWork,
        UnaryWork,
        BinaryWork,
        ReduceWork,
        NetworkWork {
  /** What it reads, in the order of the call. */
  List<Operand> inputs();

  /** What it writes; the first is the result that peers are compared by. */
  List<Operand> outputs();

  /** Writes the inputs that an earlier pass would have left, such as a pooling's indices. */
  default void prepare(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {}

  /** What is measured. An operation with constant operands prepares them here, once. */
  default Call ready(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    return () -> run(backend, inputs, outputs);
  }

  /** Calls the operation. */
  void run(Backend backend, List<Buffer> inputs, List<Buffer> outputs);

  /**
   * Floating-point operations as the direct method needs them; 0 if memory, not arithmetic, is the
   * limit.
   */
  default long flops() {
    return 0;
  }

  /** How large results are at least, or would be but for chance: what differences are judged by. */
  default double usualSize() {
    return Math.sqrt((double) bytesRead() / bytesWritten());
  }

  /** By what share of the largest value, or of the usual size, peers' results may differ. */
  default double tolerance() {
    return 1e-3;
  }

  /** Bytes that must be read at least. */
  default long bytesRead() {
    return inputs().stream().mapToLong(Operand::bytes).sum();
  }

  /** Bytes that must be written at least. */
  default long bytesWritten() {
    return outputs().stream().mapToLong(Operand::bytes).sum();
  }

  /** Bytes read and written. */
  default long bytes() {
    return bytesRead() + bytesWritten();
  }

  /** A measure of how long it takes: operations, or sixteenths of bytes, whichever are more. */
  default long cost() {
    return Math.max(flops(), 16 * bytes());
  }
}
