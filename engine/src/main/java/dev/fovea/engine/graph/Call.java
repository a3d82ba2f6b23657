package dev.fovea.engine.graph;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of one operation.
 *
 * @param op what is computed
 * @param kernel calls it on a backend
 * @param inputs operands, without those of the epilogue
 * @param bias the epilogue's bias, or null
 * @param addend the epilogue's addend, or null
 * @param activation the epilogue's activation
 * @param outputs the result, then what else is written
 * @param place the box of the first output that the result goes to, or null: it is all of it
 */
public record Call(
    Operation op,
    Kernel kernel,
    List<Operand> inputs,
    Operand bias,
    Operand addend,
    Activation activation,
    List<Value> outputs,
    Slice place) {

  /** The method of a backend that computes an operation. */
  @FunctionalInterface
  public interface Kernel {
    /**
     * Runs it once.
     *
     * @param epilogue read by products and convolutions only
     */
    void run(Backend backend, List<Buffer> inputs, Epilogue epilogue, List<Buffer> outputs);
  }

  /** Copies the lists. */
  public Call {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** A call without an epilogue. */
  public static Call of(Operation op, Kernel kernel, List<Operand> inputs, Value... outputs) {
    return new Call(op, kernel, inputs, null, null, Activation.IDENTITY, List.of(outputs), null);
  }

  /** The result. */
  public Value output() {
    return outputs.getFirst();
  }

  /** All operands, those of the epilogue included. */
  public List<Operand> operands() {
    var all = new ArrayList<>(inputs);
    if (bias != null) {
      all.add(bias);
    }
    if (addend != null) {
      all.add(addend);
    }
    return all;
  }

  /** Whether an epilogue is part of the operation. */
  public boolean takesEpilogue() {
    return op instanceof Conv2d || op instanceof Gemm || op instanceof ConvTranspose2d;
  }

  /** Whether it is a convolution of filters that don't change, which a backend prepares. */
  public boolean hasConstantFilters() {
    return op instanceof Conv2d && inputs.get(1) instanceof Constant;
  }

  /** Whether the result may lie where this input lay, if they are of one length. */
  public boolean mayOverwrite(int input) {
    return switch (op) {
      case Unary _, Binary _, Softmax _ -> true;
      case BatchNorm _ -> input == 0;
      default -> false;
    };
  }

  /** The same with other constants for weights and bias, giving another result. */
  public Call withWeights(Constant weights, Constant newBias, Value output) {
    return new Call(
        op,
        kernel,
        List.of(inputs.getFirst(), weights),
        newBias,
        addend,
        activation,
        List.of(output),
        place);
  }

  /** The same with another addend, giving another result. */
  public Call withAddend(Operand newAddend, Value output) {
    return new Call(op, kernel, inputs, bias, newAddend, activation, List.of(output), place);
  }

  /** The same with another activation, giving another result. */
  public Call withActivation(Activation newActivation, Value output) {
    return new Call(op, kernel, inputs, bias, addend, newActivation, List.of(output), place);
  }

  /** The same, whose result goes to a box of a larger value. */
  public Call withPlace(Slice newPlace, Value whole) {
    return new Call(op, kernel, inputs, bias, addend, activation, List.of(whole), newPlace);
  }
}
