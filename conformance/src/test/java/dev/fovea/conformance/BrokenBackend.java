package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.PreparedConv2d;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A working backend with a bug in one method, or in its first call of any. */
final class BrokenBackend implements InvocationHandler {
  /** What stands for the methods of prepared filters. */
  private static final Set<String> PREPARED = Set.of("conv2dPrepared", "conv2dPreparedInto");

  /** The positions of the results among the arguments, where it is not the last buffer alone. */
  private static final Map<String, List<Integer>> RESULTS =
      Map.of(
          "pool2d", List.of(2, 3),
          "batchNormTraining", List.of(4, 5, 6, 7, 8),
          "batchNormGradient", List.of(6, 7, 8),
          "layerNorm", List.of(4, 5, 6),
          "layerNormGradient", List.of(6, 7, 8),
          "sgdStep", List.of(1, 3),
          "sgdSteps", List.of(1, 3),
          "adamStep", List.of(1, 3, 4),
          "adamSteps", List.of(1, 3, 4),
          "copy", List.of(2));

  private final Backend working;
  private final Object target;
  private final String method;
  private final Bug bug;
  private boolean first = true;

  private BrokenBackend(Backend working, Object target, String method, Bug bug) {
    this.working = working;
    this.target = target;
    this.method = method;
    this.bug = bug;
  }

  /**
   * A backend with a bug.
   *
   * @param method the SPI method that it is in, or {@code conv2dPrepared} and {@code
   *     conv2dPreparedInto} for what {@link Backend#prepare} makes; null for the first call of any
   */
  static Backend of(Backend working, String method, Bug bug) {
    return broken(Backend.class, new BrokenBackend(working, working, method, bug));
  }

  private static <T> T broken(Class<T> type, BrokenBackend handler) {
    var loader = BrokenBackend.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  /** How many results a method has. */
  static int results(String method) {
    return RESULTS.getOrDefault(method, List.of(0)).size();
  }

  @Override
  public Object invoke(Object proxy, Method called, Object[] given) throws Throwable {
    try {
      if (called.getName().equals("prepare") && PREPARED.contains(method)) {
        var prepared = (PreparedConv2d) called.invoke(target, given);
        boolean shared = method.endsWith("Into") && prepared.sharesOutput();
        String run = shared ? "runInto" : "run";
        return broken(PreparedConv2d.class, new BrokenBackend(working, prepared, run, bug));
      }
      if (!isBroken(called)) {
        return called.invoke(target, given);
      }
      var arguments = bug.arguments(given.clone());
      var results = results(called, arguments);
      var before = new ArrayList<double[]>();
      for (var buffer : results) {
        before.add(buffer == null ? null : Bug.read(working, buffer));
      }
      var returned = called.invoke(target, arguments);
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i) != null) {
          bug.result(working, i, results.get(i), before.get(i));
        }
      }
      return returned;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private boolean isBroken(Method called) {
    if (method != null) {
      return called.getName().equals(method);
    }
    boolean broken = first && CatalogTest.spiMethods().contains(called.getName());
    first &= !broken;
    return broken;
  }

  private static List<Buffer> results(Method called, Object[] arguments) {
    var places =
        RESULTS.getOrDefault(
            called.getName(),
            List.of(
                IntStream.range(0, arguments.length)
                    .filter(i -> arguments[i] instanceof Buffer)
                    .max()
                    .orElseThrow()));
    var results = new ArrayList<Buffer>();
    places.forEach(place -> results.add(result(arguments[place])));
    return results;
  }

  /** A result; of a list of them, the last; null if there is none. */
  private static Buffer result(Object argument) {
    return argument instanceof List<?> list
        ? (list.isEmpty() ? null : (Buffer) list.getLast())
        : (Buffer) argument;
  }
}
