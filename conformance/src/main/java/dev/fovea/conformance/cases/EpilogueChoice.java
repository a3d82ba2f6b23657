package dev.fovea.conformance.cases;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import java.util.List;

/**
 * Which parts of an epilogue a case has.
 *
 * @param bias whether there is a bias
 * @param addend whether there is an addend
 * @param activation applied last
 */
record EpilogueChoice(boolean bias, boolean addend, Activation activation) {
  static final EpilogueChoice NONE = new EpilogueChoice(false, false, Activation.IDENTITY);

  /** Every part alone, and all together. */
  static final List<EpilogueChoice> ALL =
      List.of(
          new EpilogueChoice(true, false, Activation.IDENTITY),
          new EpilogueChoice(false, true, Activation.IDENTITY),
          new EpilogueChoice(false, false, Activation.RELU),
          new EpilogueChoice(true, false, Activation.RELU),
          new EpilogueChoice(true, true, Activation.leakyRelu(0.125f)),
          new EpilogueChoice(true, false, Activation.leakyRelu(-1.5f)),
          new EpilogueChoice(true, true, Activation.SIGMOID),
          new EpilogueChoice(true, true, Activation.TANH),
          new EpilogueChoice(true, true, Activation.RELU));

  static EpilogueChoice random(Draw draw) {
    return draw.chance(0.5) ? NONE : ALL.get(draw.between(0, ALL.size() - 1));
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** Adds the operands. */
  void operands(Case owner, int columns, long length, Draw draw) {
    if (bias) {
      owner.input("bias", draw.values(columns));
    }
    if (addend) {
      owner.input("addend", draw.values(length));
    }
  }

  /** The epilogue on a backend's buffers. */
  Epilogue of(Buffers operands) {
    return new Epilogue(operands.optional("bias"), operands.optional("addend"), activation);
  }

  /** The same without activation: for magnitudes. */
  Epilogue linear(Buffers operands) {
    return of(operands).activation(Activation.IDENTITY);
  }

  /** The bound of a sum of products that goes through it. */
  Bound bound(double terms) {
    double all = terms + 2;
    return switch (activation.kind()) {
      case IDENTITY, RELU -> Bounds.contraction(all);
      case LEAKY_RELU ->
          Bounds.contraction(all, Math.max(1, Math.abs(activation.slope())), Bounds.ARITHMETIC);
      case SIGMOID, TANH -> Bounds.contraction(all, 1, Bounds.FUNCTION);
    };
  }

  @Override
  public String toString() {
    return "epilogue["
        + (bias ? "bias " : "")
        + (addend ? "addend " : "")
        + activation.kind()
        + (activation.slope() == 0 ? "" : " " + activation.slope())
        + "]";
  }
}
