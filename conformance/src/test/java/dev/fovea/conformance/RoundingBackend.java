package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Rounds the factors of products and convolutions, as tensor cores do. */
final class RoundingBackend {
  private static final Set<String> CONTRACTIONS =
      Set.of(
          "gemm",
          "conv2d",
          "conv2dInputGradient",
          "conv2dWeightGradient",
          "convTranspose2d",
          "convTranspose2dInputGradient",
          "convTranspose2dWeightGradient");

  private RoundingBackend() {}

  /**
   * A backend that rounds factors to as many bits after the point and says that it has this
   * precision.
   */
  static Backend of(Backend exact, int bits, Precision precision) {
    return (Backend)
        Proxy.newProxyInstance(
            RoundingBackend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("precision")) {
                return precision;
              }
              return CONTRACTIONS.contains(method.getName())
                  ? rounded(exact, bits, method, arguments.clone())
                  : invoke(exact, method, arguments);
            });
  }

  private static Object rounded(Backend exact, int bits, Method method, Object[] arguments)
      throws Throwable {
    try (var first = rounded(exact, bits, (Buffer) arguments[1]);
        var second = rounded(exact, bits, (Buffer) arguments[2])) {
      arguments[1] = first;
      arguments[2] = second;
      return invoke(exact, method, arguments);
    }
  }

  private static Object invoke(Backend exact, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(exact, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Buffer rounded(Backend exact, int bits, Buffer factor) {
    var values = exact.toFloats(factor);
    int dropped = 23 - bits;
    for (int i = 0; i < values.length; i++) {
      int half = 1 << (dropped - 1);
      int raised = Float.floatToRawIntBits(values[i]) + half; // ties away from zero
      values[i] = Float.intBitsToFloat(raised >> dropped << dropped);
    }
    var buffer = exact.allocate(DataType.FLOAT32, values.length);
    exact.copyIn(MemorySegment.ofArray(values), buffer, 0);
    return buffer;
  }
}
