package dev.fovea.conformance.cases;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.List;

/** Convolution and its gradients. */
final class ConvolutionCases {
  /** A convolution and its epilogue. */
  private record Geometry(Conv2d op, EpilogueChoice epilogue) {}

  static final Family<Geometry> CONV2D =
      new Family<>(
          "conv2d",
          8,
          geometries(),
          draw -> new Geometry(ConvolutionGeometries.random(draw), EpilogueChoice.random(draw)),
          ConvolutionCases::forward);

  static final Family<Geometry> PREPARED =
      new Family<>(
          "conv2dPrepared",
          2,
          geometries(),
          draw -> new Geometry(ConvolutionGeometries.random(draw), EpilogueChoice.random(draw)),
          ConvolutionCases::prepared);

  static final Family<Geometry> SHARED_OUTPUT =
      new Family<>(
          "conv2dPreparedInto",
          2,
          geometries().stream().filter(geometry -> !geometry.epilogue().addend()).toList(),
          draw -> new Geometry(ConvolutionGeometries.random(draw), withoutAddend(draw)),
          ConvolutionCases::intoSharedOutput);

  static final Family<Conv2d> INPUT_GRADIENT =
      new Family<>(
          "conv2dInputGradient",
          4,
          ConvolutionGeometries.listed(),
          ConvolutionGeometries::random,
          ConvolutionCases::inputGradient);

  static final Family<Conv2d> WEIGHT_GRADIENT =
      new Family<>(
          "conv2dWeightGradient",
          4,
          ConvolutionGeometries.listed(),
          ConvolutionGeometries::random,
          ConvolutionCases::weightGradient);

  private ConvolutionCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (var op : ConvolutionGeometries.listed()) {
      geometries.add(new Geometry(op, EpilogueChoice.NONE));
    }
    var padded = Window.of(7, 3).padding(1);
    for (var epilogue : EpilogueChoice.ALL) {
      geometries.add(new Geometry(Conv2d.of(2, padded, padded, 3, 17), epilogue));
      geometries.add(new Geometry(Conv2d.of(1, padded, padded, 8, 12).groups(4), epilogue));
      geometries.add(new Geometry(Conv2d.of(1, padded, padded, 17, 17).groups(17), epilogue));
      geometries.add(
          new Geometry(Conv2d.of(1, Window.of(5, 1), Window.of(5, 1), 65, 33), epilogue));
    }
    return geometries;
  }

  private static double products(Conv2d op) {
    return (double) op.rows().kernel() * op.columns().kernel() * op.groupChannels();
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var epilogue = geometry.epilogue();
    long outputs = op.output().elements();
    var result =
        new Case("conv2d", op)
            .input("x", draw.values(op.input().elements()))
            .input("w", draw.values(op.weights().elements()))
            .output(
                "y",
                outputs,
                Bounds.convolution(epilogue.bound(products(op)), op, op.n(), op.filters()))
            .call((b, o) -> b.conv2d(op, o.get("x"), o.get("w"), epilogue.of(o), o.get("y")))
            .magnitude(
                (b, o) -> b.conv2d(op, o.get("x"), o.get("w"), epilogue.linear(o), o.get("y")));
    epilogue.operands(result, op.filters(), outputs, draw);
    if (epilogue.isNone()) {
      result
          .gradient(
              new Gradient(
                  "conv2dInputGradient",
                  "y",
                  List.of("x"),
                  (b, o, dy, d) -> b.conv2dInputGradient(op, dy, o.get("w"), d.get("x"))))
          .gradient(
              new Gradient(
                  "conv2dWeightGradient",
                  "y",
                  List.of("w"),
                  (b, o, dy, d) -> b.conv2dWeightGradient(op, o.get("x"), dy, d.get("w"))));
    }
    return result;
  }

  private static EpilogueChoice withoutAddend(Draw draw) {
    var any = EpilogueChoice.random(draw);
    return new EpilogueChoice(any.bias(), false, any.activation());
  }

  private static Case prepared(Geometry geometry, Draw draw) {
    var epilogue = geometry.epilogue();
    return prepared("conv2dPrepared", geometry, draw)
        .call(
            (b, o) -> {
              try (var filters = b.prepare(geometry.op(), o.get("w"))) {
                filters.run(o.get("x"), epilogue.of(o), o.get("y"));
              }
            });
  }

  /** Into some channels of a wider image, the others of which are results as well. */
  private static Case intoSharedOutput(Geometry geometry, Draw draw) {
    var op = geometry.op();
    int before = draw.size(20);
    int after = draw.size(20);
    int channels = before + op.filters() + after;
    int pixels = Math.toIntExact(op.output().elements() / op.filters());
    var whole = Shape.of(pixels, channels);
    var part = Slice.along(whole, 1, before, op.filters());
    return prepared("conv2dPreparedInto", geometry, draw)
        .output("before", (long) pixels * before, Bounds.EXACT)
        .output("after", (long) pixels * after, Bounds.EXACT)
        .call(
            (b, o) -> {
              try (var filters = b.prepare(op, o.get("w"));
                  var wide = b.allocate(o.get("y").type(), whole.elements())) {
                b.fill(Fill.constant(wide.length(), 3), null, wide);
                var epilogue = geometry.epilogue().of(o);
                if (filters.sharesOutput()) {
                  filters.runInto(o.get("x"), epilogue, wide, before, channels);
                } else {
                  filters.run(o.get("x"), epilogue, o.get("y"));
                  b.insert(part, o.get("y"), wide);
                }
                b.slice(part, wide, o.get("y"));
                b.slice(Slice.along(whole, 1, 0, before), wide, o.get("before"));
                b.slice(Slice.along(whole, 1, channels - after, after), wide, o.get("after"));
              }
            });
  }

  private static Case prepared(String name, Geometry geometry, Draw draw) {
    var op = geometry.op();
    var epilogue = geometry.epilogue();
    var result =
        new Case(name, op)
            .input("x", draw.values(op.input().elements()))
            .input("w", draw.values(op.weights().elements()))
            .output(
                "y",
                op.output().elements(),
                Bounds.convolution(epilogue.bound(products(op)), op, op.n(), op.filters()))
            .magnitude(
                (b, o) -> b.conv2d(op, o.get("x"), o.get("w"), epilogue.linear(o), o.get("y")));
    epilogue.operands(result, op.filters(), op.output().elements(), draw);
    return result;
  }

  private static Case inputGradient(Conv2d op, Draw draw) {
    Call call = (b, o) -> b.conv2dInputGradient(op, o.get("dy"), o.get("w"), o.get("dx"));
    double products = (double) op.rows().kernel() * op.columns().kernel() * op.groupFilters();
    return new Case("conv2dInputGradient", op)
        .input("dy", draw.values(op.output().elements()))
        .input("w", draw.values(op.weights().elements()))
        .output(
            "dx",
            op.input().elements(),
            Bounds.convolution(
                Bounds.contraction(products * folded(op, op.rows()) * folded(op, op.columns())),
                op,
                op.n(),
                op.channels()))
        .call(call)
        .magnitude(call);
  }

  /** Cells of the padded image that the edge cell stands for. */
  private static int folded(Conv2d op, Window axis) {
    return op.padding() == Conv2d.Padding.ZERO ? 1 : 1 + Math.max(axis.before(), axis.after());
  }

  private static Case weightGradient(Conv2d op, Draw draw) {
    Call call = (b, o) -> b.conv2dWeightGradient(op, o.get("x"), o.get("dy"), o.get("dw"));
    double products = (double) op.n() * op.rows().output() * op.columns().output();
    return new Case("conv2dWeightGradient", op)
        .input("x", draw.values(op.input().elements()))
        .input("dy", draw.values(op.output().elements()))
        .output(
            "dw",
            op.weights().elements(),
            Bounds.convolution(
                Bounds.contraction(products), op, 1, op.groupChannels() * op.filters()))
        .call(call)
        .magnitude(call);
  }
}
