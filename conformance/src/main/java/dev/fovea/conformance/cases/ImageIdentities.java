package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Sums.absolute;
import static dev.fovea.conformance.cases.Sums.dot;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Window;
import dev.fovea.conformance.cases.Identity.Memory;
import dev.fovea.conformance.cases.Identity.Sides;
import java.util.List;
import java.util.stream.IntStream;

/** Identities of pooling, resizing, gathering and moving elements. */
final class ImageIdentities {
  /** One call of an SPI method with one input and one result. */
  private interface Step {
    void run(Memory memory, Buffer from, Buffer to);
  }

  private ImageIdentities() {}

  static List<Identity> all() {
    var window = Window.of(112, 3).stride(2).padding(1);
    var average = Pool2d.average(2, window, window, 64);
    var maximum = Pool2d.max(2, window, window, 64);
    var bilinear = new Resize2d(Resize2d.Mode.BILINEAR, 2, 56, 56, 131, 97, 33, false);
    var nearest = new Resize2d(Resize2d.Mode.NEAREST, 2, 56, 56, 131, 97, 33, true);
    var gather = new Gather(4, 1000, 65, 3000);
    var permute = Permute.of(Shape.of(8, 56, 57, 66), 0, 3, 1, 2);
    var concat =
        new Concat(
            3, List.of(Shape.of(4, 28, 28, 64), Shape.of(4, 28, 28, 3), Shape.of(4, 28, 28, 129)));
    return List.of(
        adjoint(
            "averagePool2d-adjoint",
            "averagePool2d",
            average,
            average.input(),
            average.output(),
            (memory, x, y) -> memory.backend().pool2d(average, x, y, null),
            (memory, dy, dx) -> memory.backend().pool2dGradient(average, dy, null, dx)),
        adjoint(
            "resizeBilinear-adjoint",
            "resizeBilinear",
            bilinear,
            bilinear.input(),
            bilinear.output(),
            (memory, x, y) -> memory.backend().resize2d(bilinear, x, y),
            (memory, dy, dx) -> memory.backend().resize2dGradient(bilinear, dy, dx)),
        adjoint(
            "resizeNearest-adjoint",
            "resizeNearest",
            nearest,
            nearest.input(),
            nearest.output(),
            (memory, x, y) -> memory.backend().resize2d(nearest, x, y),
            (memory, dy, dx) -> memory.backend().resize2dGradient(nearest, dy, dx)),
        new Identity(
            "gather-adjoint",
            "gather",
            gather,
            gather.outputLength(),
            "<f(x),dy> = <x,gradient(dy)>",
            (memory, draw) -> gatherAdjoint(gather, memory, draw)),
        new Identity(
            "maxPool2d-winners",
            "maxPool2d",
            maximum,
            9 * maximum.output().elements(),
            "y = x[indices], and the gradient's sum is dy's",
            (memory, draw) -> winners(maximum, memory, draw)),
        new Identity(
            "permute-inverse",
            "permute",
            permute,
            permute.input().elements(),
            "permute, then its inverse, changes nothing",
            (memory, draw) -> thereAndBack(permute, memory, draw)),
        new Identity(
            "concat-slice",
            "concat",
            concat,
            concat.output().elements(),
            "slices of a concatenation are its inputs",
            (memory, draw) -> partsOf(concat, memory, draw)));
  }

  private static Identity adjoint(
      String name,
      String operation,
      Operation op,
      Shape input,
      Shape output,
      Step forward,
      Step gradient) {
    return new Identity(
        name,
        operation,
        op,
        9 * output.elements(),
        "<f(x),dy> = <x,gradient(dy)>",
        (memory, draw) ->
            adjoint(
                draw.values(input.elements()),
                draw.values(output.elements()),
                forward,
                gradient,
                memory));
  }

  private static Sides adjoint(
      double[] x, double[] dy, Step forward, Step gradient, Memory memory) {
    var y = memory.empty(dy.length);
    var dx = memory.empty(x.length);
    var magnitude = memory.empty(dy.length);
    forward.run(memory, memory.floats(x), y);
    gradient.run(memory, memory.floats(dy), dx);
    forward.run(memory, memory.floats(absolute(x)), magnitude);
    return Sides.of(
        dot(memory.read(y), dy),
        dot(x, memory.read(dx)),
        ARITHMETIC * ROUNDOFF * dot(memory.read(magnitude), absolute(dy)));
  }

  private static Sides gatherAdjoint(Gather op, Memory memory, Draw draw) {
    var indices = memory.ints(draw.integers(op.count(), 0, op.size() - 1));
    return adjoint(
        draw.values(op.inputLength()),
        draw.values(op.outputLength()),
        (m, x, y) -> m.backend().gather(op, x, indices, y),
        (m, dy, dx) -> m.backend().gatherGradient(op, dy, indices, dx),
        memory);
  }

  private static Sides winners(Pool2d op, Memory memory, Draw draw) {
    var x = draw.values(op.input().elements());
    var dy = draw.values(op.output().elements());
    var y = memory.empty(dy.length);
    var indices = memory.emptyIndices(dy.length);
    var dx = memory.empty(x.length);
    memory.backend().pool2d(op, memory.floats(x), y, indices);
    memory.backend().pool2dGradient(op, memory.floats(dy), indices, dx);
    var at = memory.backend().toInts(indices);
    long image = op.input().elements(1, 4);
    long outputs = op.output().elements(1, 4);
    var picked =
        Bounds.each(
            dy.length,
            i ->
                x[
                    Math.toIntExact(
                        i / outputs * image + (long) at[i] * op.channels() + i % op.channels())]);
    var gradient = memory.read(dx);
    return Sides.exact(memory.read(y), picked)
        .and(
            Sides.of(
                Sums.sum(gradient), Sums.sum(dy), ARITHMETIC * ROUNDOFF * Sums.sum(absolute(dy))));
  }

  private static Sides thereAndBack(Permute op, Memory memory, Draw draw) {
    var x = draw.values(op.input().elements());
    var there = memory.empty(x.length);
    var back = memory.empty(x.length);
    memory.backend().permute(op, memory.floats(x), there);
    memory.backend().permute(op.inverse(), there, back);
    return Sides.exact(memory.read(back), x);
  }

  private static Sides partsOf(Concat op, Memory memory, Draw draw) {
    var inputs = op.inputs().stream().map(shape -> draw.values(shape.elements())).toList();
    var joined = memory.empty(op.output().elements());
    memory.backend().concat(op, inputs.stream().map(memory::floats).toList(), joined);
    return IntStream.range(0, inputs.size())
        .mapToObj(
            i -> {
              Slice slice = op.part(i);
              var part = memory.empty(inputs.get(i).length);
              memory.backend().slice(slice, joined, part);
              return Sides.exact(memory.read(part), inputs.get(i));
            })
        .reduce(Sides::and)
        .orElseThrow();
  }
}
