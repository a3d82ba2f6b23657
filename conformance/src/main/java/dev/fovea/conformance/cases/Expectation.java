package dev.fovea.conformance.cases;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a case's operands hold before and after its call on the backend compared with. */
public final class Expectation {
  private final Case checked;
  private final Backend against;
  private final Precision precision;
  private final List<Operand> before;
  private final Map<String, double[]> contentBefore = new HashMap<>();
  private final Map<String, double[]> after;
  private Map<String, double[]> magnitudes;

  private Expectation(Case checked, Backend against, Precision precision) {
    this.checked = checked;
    this.against = against;
    this.precision = precision;
    before = prepared(checked, against);
    before.forEach(operand -> contentBefore.put(operand.name(), operand.values()));
    after = run(checked.call(), before);
  }

  /**
   * Runs a case on the backend that says what is right.
   *
   * @param precision of the backend that is judged by it
   */
  public static Expectation of(Case checked, Backend against, Precision precision) {
    return new Expectation(checked, against, precision);
  }

  /** How the backend that is judged computes sums of products. */
  Precision precision() {
    return precision;
  }

  private static List<Operand> prepared(Case checked, Backend against) {
    if (checked.preparation() == null) {
      return checked.operands();
    }
    try (var buffers = Buffers.of(against, checked.operands(), DataType.FLOAT32)) {
      checked.preparation().run(against, buffers);
      return checked.operands().stream()
          .map(
              operand ->
                  operand.role() == Operand.Role.PREPARED
                      ? operand.holding(buffers.read(operand.name()))
                      : operand)
          .toList();
    }
  }

  private Map<String, double[]> run(Call call, List<Operand> operands) {
    try (var buffers = Buffers.of(against, operands, DataType.FLOAT32)) {
      call.run(against, buffers);
      Map<String, double[]> results = new HashMap<>();
      operands.stream()
          .filter(Operand::isResult)
          .forEach(operand -> results.put(operand.name(), buffers.read(operand.name())));
      return results;
    }
  }

  /** The operands as every backend is given them. */
  public List<Operand> operands() {
    return before;
  }

  /** An operand's content before the call. */
  public double[] before(String name) {
    var content = contentBefore.get(name);
    if (content == null) {
      throw new IllegalArgumentException("no operand " + name);
    }
    return content;
  }

  /** A result. */
  public double[] after(String name) {
    return after.get(name);
  }

  /** A result on the operands' absolute values, by the case's call for magnitudes. */
  public double[] magnitude(String name) {
    if (magnitudes == null) {
      magnitudes = run(checked.magnitude(), before.stream().map(Expectation::absolute).toList());
    }
    return magnitudes.get(name);
  }

  private static Operand absolute(Operand operand) {
    if (operand.type() == DataType.INT32) {
      return operand;
    }
    var values = operand.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return operand.holding(values);
  }
}
