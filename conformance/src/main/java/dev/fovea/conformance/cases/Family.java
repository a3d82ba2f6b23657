package dev.fovea.conformance.cases;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * All cases of one SPI method.
 *
 * @param <G> what tells its cases apart: the operation record and, for example, an epilogue
 * @param method the SPI method
 * @param weight its share of the random cases
 * @param geometries the listed cases
 * @param random draws a geometry small enough to run thousands
 * @param build draws inputs and makes the case
 */
public record Family<G>(
    String method,
    int weight,
    List<G> geometries,
    Function<Draw, G> random,
    BiFunction<G, Draw, Case> build) {
  private static final int LISTED_SEED = 1;

  /** Of listed cases: making one only to ask for its name costs far more than the question. */
  private static final Map<CaseId, String> OPERATIONS = new ConcurrentHashMap<>();

  /** The ids of the listed cases. */
  public List<CaseId> ids() {
    return IntStream.range(0, geometries.size())
        .mapToObj(index -> CaseId.listed(method, index))
        .toList();
  }

  /** What tells a case apart, in words. */
  public String geometry(CaseId id) {
    return id.isListed()
        ? geometries.get(id.index()).toString()
        : random.apply(id.draw()).toString();
  }

  /** The name of a listed case's operation in tables. */
  public String operation(CaseId id) {
    return OPERATIONS.computeIfAbsent(id, listed -> make(listed).operation());
  }

  /** Makes a case. */
  public Case make(CaseId id) {
    if (id.isListed()) {
      return build.apply(
          geometries.get(id.index()), new Draw(LISTED_SEED, id.index(), Integer.MAX_VALUE));
    }
    var draw = id.draw();
    return build.apply(random.apply(draw), draw);
  }
}
