package dev.fovea.conformance.cases;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import java.util.List;

/**
 * The SPI call that gives gradients of a case: of {@code f = Σ upstream · output} with respect to
 * some of its operands.
 *
 * @param operation the name in tables: {@code conv2dInputGradient}
 * @param output the operand that f sums
 * @param operands those the call differentiates by
 * @param call the SPI call
 */
public record Gradient(String operation, String output, List<String> operands, GradientCall call) {
  /** How a gradient method is called. */
  @FunctionalInterface
  public interface GradientCall {
    /**
     * Calls it.
     *
     * @param backend what computes
     * @param forward the case's operands after its call
     * @param upstream {@code ∂f/∂output}
     * @param gradients to be filled, under the names of the operands
     */
    void run(Backend backend, Buffers forward, Buffer upstream, Buffers gradients);
  }
}
