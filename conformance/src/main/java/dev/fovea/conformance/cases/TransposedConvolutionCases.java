package dev.fovea.conformance.cases;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.List;

/** Transposed convolution and its gradients. */
final class TransposedConvolutionCases {
  /** A transposed convolution and its epilogue. */
  private record Geometry(ConvTranspose2d op, EpilogueChoice epilogue) {}

  static final Family<Geometry> FORWARD =
      new Family<>(
          "convTranspose2d",
          3,
          geometries(),
          draw -> new Geometry(random(draw), EpilogueChoice.random(draw)),
          TransposedConvolutionCases::forward);

  static final Family<ConvTranspose2d> INPUT_GRADIENT =
      new Family<>(
          "convTranspose2dInputGradient",
          1,
          listed(),
          TransposedConvolutionCases::random,
          TransposedConvolutionCases::inputGradient);

  static final Family<ConvTranspose2d> WEIGHT_GRADIENT =
      new Family<>(
          "convTranspose2dWeightGradient",
          1,
          listed(),
          TransposedConvolutionCases::random,
          TransposedConvolutionCases::weightGradient);

  private TransposedConvolutionCases() {}

  private static List<ConvTranspose2d> listed() {
    return ConvolutionGeometries.zeroPadded().stream().map(ConvTranspose2d::new).toList();
  }

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    listed().forEach(op -> geometries.add(new Geometry(op, EpilogueChoice.NONE)));
    var window = Window.of(8, 4).padding(1).stride(2);
    for (var epilogue : EpilogueChoice.ALL) {
      geometries.add(
          new Geometry(new ConvTranspose2d(Conv2d.of(2, window, window, 3, 17)), epilogue));
      geometries.add(
          new Geometry(
              new ConvTranspose2d(Conv2d.of(1, window, window, 16, 8).groups(4)), epilogue));
    }
    return geometries;
  }

  private static ConvTranspose2d random(Draw draw) {
    return new ConvTranspose2d(ConvolutionGeometries.random(draw).padding(Conv2d.Padding.ZERO));
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var epilogue = geometry.epilogue();
    var convolution = op.convolution();
    double products =
        (double) convolution.rows().kernel()
            * convolution.columns().kernel()
            * convolution.groupFilters();
    long outputs = op.output().elements();
    var result =
        new Case("convTranspose2d", op)
            .input("x", draw.values(op.input().elements()))
            .input("w", draw.values(op.weights().elements()))
            .output(
                "y",
                outputs,
                Bounds.convolution(
                    epilogue.bound(products),
                    op.convolution(),
                    op.convolution().n(),
                    op.convolution().channels()))
            .call(
                (b, o) -> b.convTranspose2d(op, o.get("x"), o.get("w"), epilogue.of(o), o.get("y")))
            .magnitude(
                (b, o) ->
                    b.convTranspose2d(op, o.get("x"), o.get("w"), epilogue.linear(o), o.get("y")));
    epilogue.operands(result, convolution.channels(), outputs, draw);
    if (epilogue.isNone()) {
      result
          .gradient(
              new Gradient(
                  "convTranspose2dInputGradient",
                  "y",
                  List.of("x"),
                  (b, o, dy, d) -> b.convTranspose2dInputGradient(op, dy, o.get("w"), d.get("x"))))
          .gradient(
              new Gradient(
                  "convTranspose2dWeightGradient",
                  "y",
                  List.of("w"),
                  (b, o, dy, d) ->
                      b.convTranspose2dWeightGradient(op, o.get("x"), dy, d.get("w"))));
    }
    return result;
  }

  private static Case inputGradient(ConvTranspose2d op, Draw draw) {
    Call call = (b, o) -> b.convTranspose2dInputGradient(op, o.get("dy"), o.get("w"), o.get("dx"));
    var convolution = op.convolution();
    double products =
        (double) convolution.rows().kernel()
            * convolution.columns().kernel()
            * convolution.groupChannels();
    return new Case("convTranspose2dInputGradient", op)
        .input("dy", draw.values(op.output().elements()))
        .input("w", draw.values(op.weights().elements()))
        .output(
            "dx",
            op.input().elements(),
            Bounds.convolution(
                Bounds.contraction(products), convolution, convolution.n(), convolution.filters()))
        .call(call)
        .magnitude(call);
  }

  private static Case weightGradient(ConvTranspose2d op, Draw draw) {
    Call call = (b, o) -> b.convTranspose2dWeightGradient(op, o.get("x"), o.get("dy"), o.get("dw"));
    var input = op.input();
    return new Case("convTranspose2dWeightGradient", op)
        .input("x", draw.values(input.elements()))
        .input("dy", draw.values(op.output().elements()))
        .output(
            "dw",
            op.weights().elements(),
            Bounds.convolution(
                Bounds.contraction(input.elements(0, 3)),
                op.convolution(),
                1,
                op.convolution().groupChannels() * op.convolution().filters()))
        .call(call)
        .magnitude(call);
  }
}
