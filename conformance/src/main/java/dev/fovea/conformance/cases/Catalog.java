package dev.fovea.conformance.cases;

import dev.fovea.backend.FoveaException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Every family of cases, one per SPI method. */
public final class Catalog {
  /** All families, in the order of the SPI. */
  public static final List<Family<?>> FAMILIES =
      List.of(
          GemmCases.GEMM,
          ConvolutionCases.CONV2D,
          ConvolutionCases.PREPARED,
          ConvolutionCases.SHARED_OUTPUT,
          ConvolutionCases.INPUT_GRADIENT,
          ConvolutionCases.WEIGHT_GRADIENT,
          TransposedConvolutionCases.FORWARD,
          TransposedConvolutionCases.INPUT_GRADIENT,
          TransposedConvolutionCases.WEIGHT_GRADIENT,
          PoolingCases.POOL2D,
          PoolingCases.GRADIENT,
          BatchNormCases.TRAINING,
          BatchNormCases.INFERENCE,
          BatchNormCases.GRADIENT,
          LayerNormCases.FORWARD,
          LayerNormCases.GRADIENT,
          UnaryCases.UNARY,
          UnaryCases.GRADIENT,
          BinaryCases.BINARY,
          UpdateCases.AXPBY,
          UpdateCases.DROPOUT,
          OptimizerCases.SGD,
          OptimizerCases.SGD_LISTS,
          OptimizerCases.ADAM,
          OptimizerCases.ADAM_LISTS,
          ReductionCases.REDUCE,
          ReductionCases.ARG_MAX,
          SuppressionCases.SUPPRESSION,
          SoftmaxCases.FORWARD,
          SoftmaxCases.GRADIENT,
          CrossEntropyCases.FORWARD,
          CrossEntropyCases.GRADIENT,
          MoveCases.PERMUTE,
          MoveCases.SLICE,
          MoveCases.INSERT,
          MoveCases.CONCAT,
          SamplingCases.RESIZE,
          SamplingCases.RESIZE_GRADIENT,
          SamplingCases.GATHER,
          SamplingCases.GATHER_GRADIENT,
          FillCases.FILL,
          FillCases.COPY);

  private Catalog() {}

  /** A random case and the place of its family. */
  private record Drawn(int family, CaseId id) {}

  /**
   * The family of an SPI method.
   *
   * @throws FoveaException if there is none
   */
  public static Family<?> family(String method) {
    return FAMILIES.stream()
        .filter(family -> family.method().equals(method))
        .findFirst()
        .orElseThrow(
            () ->
                new FoveaException(
                    "check: no such operation: operation="
                        + method
                        + "; there are: "
                        + String.join(", ", FAMILIES.stream().map(Family::method).toList())));
  }

  /** The random cases of a run, over all families by their weights. */
  public static List<CaseId> random(long seed, int count) {
    return random(FAMILIES, seed, count);
  }

  /** The random cases of a run over some families, by their weights, in the families' order. */
  public static List<CaseId> random(List<Family<?>> families, long seed, int count) {
    int total = families.stream().mapToInt(Family::weight).sum();
    return IntStream.range(0, count)
        .mapToObj(
            index -> {
              int ticket = new Draw(~seed, index, Integer.MAX_VALUE).between(0, total - 1);
              int at = 0;
              while (ticket >= families.get(at).weight()) {
                ticket -= families.get(at++).weight();
              }
              return new Drawn(at, CaseId.random(families.get(at).method(), seed, index));
            })
        .sorted(Comparator.comparingInt(Drawn::family))
        .map(Drawn::id)
        .toList();
  }
}
