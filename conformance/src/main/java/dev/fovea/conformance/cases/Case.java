package dev.fovea.conformance.cases;

import dev.fovea.backend.DataType;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call of one SPI method: operands with roles and content, the call, and its error bounds. */
public final class Case {
  private final String operation;
  private final Operation record;
  private final List<Operand> operands = new ArrayList<>();
  private final Map<String, Bound> bounds = new LinkedHashMap<>();
  private final List<Gradient> gradients = new ArrayList<>();
  private Call call;
  private Call magnitude;
  private Call preparation;

  /**
   * A case without operands yet.
   *
   * @param operation the name in tables
   * @param record what {@code supports} is asked for; null if the method takes none
   */
  Case(String operation, Operation record) {
    this.operation = operation;
    this.record = record;
  }

  /** An operand that is read. */
  Case input(String name, double[] values) {
    return add(name, Operand.Role.INPUT, DataType.FLOAT32, values);
  }

  /** An operand of indices that is read. */
  Case indices(String name, double[] values) {
    return add(name, Operand.Role.INPUT, DataType.INT32, values);
  }

  /** An operand that {@link #prepare} computes. */
  Case prepared(String name, long length) {
    return add(name, Operand.Role.PREPARED, DataType.FLOAT32, filled(length, Double.NaN));
  }

  /** An operand of indices that {@link #prepare} computes. */
  Case preparedIndices(String name, long length) {
    return add(name, Operand.Role.PREPARED, DataType.INT32, filled(length, -1));
  }

  /** An operand that is written, full of NaN before: what is left out shows. */
  Case output(String name, long length, Bound bound) {
    bounds.put(name, bound);
    return add(name, Operand.Role.OUTPUT, DataType.FLOAT32, filled(length, Double.NaN));
  }

  /** An operand of indices that is written, full of an impossible index before. */
  Case outputIndices(String name, long length) {
    bounds.put(name, Bounds.EXACT);
    return add(name, Operand.Role.OUTPUT, DataType.INT32, filled(length, Integer.MIN_VALUE));
  }

  /** An operand that is read and written. */
  Case inOut(String name, double[] values, Bound bound) {
    bounds.put(name, bound);
    return add(name, Operand.Role.IN_OUT, DataType.FLOAT32, values);
  }

  /** An operand of integers that is read and written. */
  Case inOutIndices(String name, double[] values) {
    bounds.put(name, Bounds.EXACT);
    return add(name, Operand.Role.IN_OUT, DataType.INT32, values);
  }

  /** An operand whose content is undefined afterwards. */
  Case scratch(String name, double[] values) {
    return add(name, Operand.Role.SCRATCH, DataType.FLOAT32, values);
  }

  private Case add(String name, Operand.Role role, DataType type, double[] values) {
    operands.add(new Operand(name, role, type, values));
    return this;
  }

  private static double[] filled(long length, double value) {
    var values = new double[Math.toIntExact(length)];
    Arrays.fill(values, value);
    return values;
  }

  /** How the method is called. */
  Case call(Call call) {
    this.call = call;
    return this;
  }

  /** The call whose results, on absolute values, bound the errors. */
  Case magnitude(Call magnitude) {
    this.magnitude = magnitude;
    return this;
  }

  /** The call that computes the prepared operands from the inputs. */
  Case prepare(Call preparation) {
    this.preparation = preparation;
    return this;
  }

  /** A call that gives gradients. */
  Case gradient(Gradient gradient) {
    gradients.add(gradient);
    return this;
  }

  /** The name in tables. */
  public String operation() {
    return operation;
  }

  /** What {@code supports} is asked for; null if the method takes no record. */
  public Operation record() {
    return record;
  }

  /** By how much this precision may round factors in this case, relative to them. */
  public double factorRoundoff(Precision precision) {
    boolean contraction =
        record instanceof Gemm || record instanceof Conv2d || record instanceof ConvTranspose2d;
    return contraction ? Bounds.factorRoundoff(precision) : 0;
  }

  /** Operands in the order they were added. */
  public List<Operand> operands() {
    return operands;
  }

  /** The bound of a result. */
  public Bound bound(String result) {
    return bounds.get(result);
  }

  /** Calls that give gradients; none if the case is not differentiable where its inputs lie. */
  public List<Gradient> gradients() {
    return gradients;
  }

  /** How the method is called. */
  public Call call() {
    return call;
  }

  Call magnitude() {
    return magnitude;
  }

  Call preparation() {
    return preparation;
  }
}
