package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.roundedFactors;
import static dev.fovea.conformance.cases.Sums.absolute;
import static dev.fovea.conformance.cases.Sums.dot;
import static dev.fovea.conformance.cases.Sums.product;
import static dev.fovea.conformance.cases.Sums.products;
import static dev.fovea.conformance.cases.Sums.squared;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Window;
import dev.fovea.conformance.cases.Identity.Memory;
import dev.fovea.conformance.cases.Identity.Sides;
import java.util.ArrayList;
import java.util.List;

/** Identities of matrix products and convolutions. */
final class ContractionIdentities {
  private ContractionIdentities() {}

  static List<Identity> all() {
    List<Identity> all = new ArrayList<>();
    for (var op :
        List.of(
            Gemm.of(96, 80, 112),
            Gemm.of(512, 512, 512),
            Gemm.of(1000, 777, 1313),
            Gemm.of(1024, 1024, 1024))) {
      var size = op.m() + "x" + op.n() + "x" + op.k();
      all.add(
          new Identity(
              "gemm-associative-" + size,
              "gemm",
              op,
              op.flops(),
              "(A·B)·v = A·(B·v)",
              (memory, draw) -> associative(op, memory, draw)));
      all.add(
          new Identity(
              "gemm-transpose-" + size,
              "gemm",
              op,
              op.flops(),
              "(A·B)ᵀ = Bᵀ·Aᵀ",
              (memory, draw) -> transposed(op, memory, draw)));
    }
    adjoint(all, "small", 2, Window.of(15, 3).padding(1), 16, 24, 1);
    adjoint(all, "3x3", 1, Window.of(56, 3).padding(1), 64, 64, 1);
    adjoint(all, "stem", 2, Window.of(112, 7).padding(3).stride(2), 3, 64, 1);
    adjoint(all, "stride", 2, Window.of(28, 3).padding(0, 1).stride(2), 128, 96, 1);
    adjoint(all, "groups", 1, Window.of(28, 3).padding(2).dilation(2), 128, 128, 8);
    adjoint(all, "depthwise", 2, Window.of(56, 3).padding(1), 96, 96, 96);
    var pointwise = Conv2d.of(4, Window.of(28, 1), Window.of(28, 1), 130, 67);
    all.add(
        new Identity(
            "conv2d-pointwise",
            "conv2d",
            pointwise,
            pointwise.flops(),
            "a 1x1 convolution is a matrix product",
            (memory, draw) -> pointwise(pointwise, memory, draw)));
    return all;
  }

  private static void adjoint(
      List<Identity> all,
      String name,
      int n,
      Window window,
      int channels,
      int filters,
      int groups) {
    var op = Conv2d.of(n, window, window, channels, filters).groups(groups);
    var formula = "<conv(x,w),dy> = <x,inputGradient(dy,w)> = <w,weightGradient(x,dy)>";
    all.add(
        new Identity(
            "conv2d-adjoint-" + name,
            "conv2d",
            op,
            op.flops(),
            formula,
            (memory, draw) -> adjoint(convolution(op, memory), memory, draw)));
    var edge = op.padding(Conv2d.Padding.EDGE);
    all.add(
        new Identity(
            "conv2d-adjoint-edge-" + name,
            "conv2d",
            edge,
            op.flops(),
            formula,
            (memory, draw) -> adjoint(convolution(edge, memory), memory, draw)));
    var transposed = new ConvTranspose2d(op);
    all.add(
        new Identity(
            "convTranspose2d-adjoint-" + name,
            "convTranspose2d",
            transposed,
            op.flops(),
            formula,
            (memory, draw) -> adjoint(transposed(transposed, memory), memory, draw)));
  }

  private static Sides associative(Gemm op, Memory memory, Draw draw) {
    var a = draw.values(op.aLength());
    var b = draw.values(op.bLength());
    var v = draw.values(op.n());
    var onA = memory.floats(a);
    var onB = memory.floats(b);
    var onV = memory.floats(v);
    var ab = memory.empty(op.yLength());
    var abv = memory.empty(op.m());
    var bv = memory.empty(op.k());
    var aBv = memory.empty(op.m());
    var backend = memory.backend();
    backend.gemm(op, onA, onB, Epilogue.NONE, ab);
    backend.gemm(Gemm.of(op.m(), 1, op.n()), ab, onV, Epilogue.NONE, abv);
    backend.gemm(Gemm.of(op.k(), 1, op.n()), onB, onV, Epilogue.NONE, bv);
    backend.gemm(Gemm.of(op.m(), 1, op.k()), onA, bv, Epilogue.NONE, aBv);
    var magnitude = product(absolute(a), product(absolute(b), absolute(v)));
    var squares = product(squared(a), product(squared(b), squared(v)));
    double factor = 2 * (Bounds.sum(op.k()) + Bounds.sum(op.n()));
    return new Sides(
        memory.read(abv),
        memory.read(aBv),
        Bounds.each(
            op.m(),
            // two products on each side
            i -> factor * magnitude[i] + 2 * roundedFactors(backend.precision(), squares[i])));
  }

  private static Sides transposed(Gemm op, Memory memory, Draw draw) {
    var a = draw.values(op.aLength());
    var b = draw.values(op.bLength());
    var onA = memory.floats(a);
    var onB = memory.floats(b);
    var y = memory.empty(op.yLength());
    var yT = memory.empty(op.yLength());
    var backend = memory.backend();
    backend.gemm(op, onA, onB, Epilogue.NONE, y);
    // a is stored [m,k]: as the second factor it is read transposed, and so is b as the first
    backend.gemm(Gemm.of(op.n(), op.m(), op.k(), true, true), onB, onA, Epilogue.NONE, yT);
    var left = memory.read(y);
    var right = memory.read(yT);
    var turned = new double[right.length];
    var tolerance = new double[right.length];
    var rows = new double[op.m()];
    var columns = new double[op.n()];
    for (int k = 0; k < op.k(); k++) {
      for (int i = 0; i < op.m(); i++) {
        rows[i] += a[i * op.k() + k] * a[i * op.k() + k];
      }
      for (int j = 0; j < op.n(); j++) {
        columns[j] += b[k * op.n() + j] * b[k * op.n() + j];
      }
    }
    for (int i = 0; i < op.m(); i++) {
      for (int j = 0; j < op.n(); j++) {
        turned[i * op.n() + j] = right[j * op.m() + i];
        // Σ|a·b| is at most the product of the norms (Cauchy and Schwarz); Σ(a·b)² is, for random
        // factors, about its square over their number
        double norms = rows[i] * columns[j];
        tolerance[i * op.n() + j] =
            2 * Bounds.sum(op.k()) * Math.sqrt(norms)
                + roundedFactors(backend.precision(), norms / op.k());
      }
    }
    return new Sides(left, turned, tolerance);
  }

  /** A bilinear operation and its two gradients. */
  private record Bilinear(
      long inputs,
      long weights,
      long outputs,
      Step forward,
      Step inputGradient,
      Step weightGradient) {
    interface Step {
      void run(Buffer first, Buffer second, Buffer result);
    }
  }

  private static Bilinear convolution(Conv2d op, Memory memory) {
    var backend = memory.backend();
    return new Bilinear(
        op.input().elements(),
        op.weights().elements(),
        op.output().elements(),
        (x, w, y) -> backend.conv2d(op, x, w, Epilogue.NONE, y),
        (dy, w, dx) -> backend.conv2dInputGradient(op, dy, w, dx),
        (x, dy, dw) -> backend.conv2dWeightGradient(op, x, dy, dw));
  }

  private static Bilinear transposed(ConvTranspose2d op, Memory memory) {
    var backend = memory.backend();
    return new Bilinear(
        op.input().elements(),
        op.weights().elements(),
        op.output().elements(),
        (x, w, y) -> backend.convTranspose2d(op, x, w, Epilogue.NONE, y),
        (dy, w, dx) -> backend.convTranspose2dInputGradient(op, dy, w, dx),
        (x, dy, dw) -> backend.convTranspose2dWeightGradient(op, x, dy, dw));
  }

  private static Sides adjoint(Bilinear op, Memory memory, Draw draw) {
    var x = draw.values(op.inputs());
    var w = draw.values(op.weights());
    var dy = draw.values(op.outputs());
    var onX = memory.floats(x);
    var onW = memory.floats(w);
    var onDy = memory.floats(dy);
    var y = memory.empty(op.outputs());
    var dx = memory.empty(op.inputs());
    var dw = memory.empty(op.weights());
    op.forward().run(onX, onW, y);
    op.inputGradient().run(onDy, onW, dx);
    op.weightGradient().run(onX, onDy, dw);
    double product = dot(memory.read(y), dy);
    var magnitude = memory.empty(op.outputs());
    op.forward().run(memory.floats(absolute(x)), memory.floats(absolute(w)), magnitude);
    // errors of single elements are independent and all but vanish in the sum
    double tolerance = ARITHMETIC * ROUNDOFF * dot(memory.read(magnitude), absolute(dy));
    var byX = products(x, memory.read(dx));
    var byW = products(w, memory.read(dw));
    // to first order a factor's rounding changes the sum by its share of x·dx, w·dw or dy·y
    double squares = dot(byX, byX) + dot(byW, byW);
    var byY = products(dy, memory.read(y));
    tolerance += roundedFactors(memory.backend().precision(), squares + dot(byY, byY));
    return Sides.of(product, Sums.sum(byX), tolerance)
        .and(Sides.of(product, Sums.sum(byW), tolerance));
  }

  private static Sides pointwise(Conv2d op, Memory memory, Draw draw) {
    var x = memory.floats(draw.values(op.input().elements()));
    var w = memory.floats(draw.values(op.weights().elements()));
    long length = op.output().elements();
    var y = memory.empty(length);
    var product = memory.empty(length);
    int rows = Math.toIntExact(op.output().elements(0, 3));
    var backend = memory.backend();
    backend.conv2d(op, x, w, Epilogue.NONE, y);
    backend.gemm(Gemm.of(rows, op.filters(), op.channels()), x, w, Epilogue.NONE, product);
    // inputs lie in [-1, 1): a sum of absolute products is at most their number
    return new Sides(
        memory.read(y),
        memory.read(product),
        Bounds.each(
            Math.toIntExact(length),
            i ->
                Bounds.sum(op.channels()) * op.channels()
                    + roundedFactors(backend.precision(), op.channels())));
  }
}
