package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;

/** Moving elements. */
interface ReferenceShape extends ShapeOps {
  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    var output = op.output();
    for (long i = 0; i < output.elements(); i++) {
      var to = Indices.of(i, output);
      var from = new int[to.length];
      for (int axis = 0; axis < to.length; axis++) {
        from[op.axes().get(axis)] = to[axis];
      }
      Values.set(y, i, Values.get(x, Indices.position(from, op.input())));
    }
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    for (long i = 0; i < op.part().elements(); i++) {
      Values.set(part, i, Values.get(whole, positionInWhole(op, i)));
    }
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    for (long i = 0; i < op.part().elements(); i++) {
      Values.set(whole, positionInWhole(op, i), Values.get(part, i));
    }
  }

  private static long positionInWhole(Slice op, long position) {
    var index = Indices.of(position, op.part());
    for (int axis = 0; axis < index.length; axis++) {
      index[axis] += op.start().size(axis);
    }
    return Indices.position(index, op.whole());
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    var image = Values.read(x, op.input().elements());
    var result = new double[Math.toIntExact(op.output().elements())];
    forEachTerm(op, (xi, weight, yi) -> result[yi] += weight * image[xi]);
    Values.write(result, y);
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    var gradient = Values.read(dy, op.output().elements());
    var result = new double[Math.toIntExact(op.input().elements())];
    forEachTerm(op, (xi, weight, yi) -> result[xi] += weight * gradient[yi]);
    Values.write(result, dx);
  }

  /** What is done with one term {@code weight · x[xi]} of {@code y[yi]}. */
  interface Term {
    void accept(int xi, double weight, int yi);
  }

  private static void forEachTerm(Resize2d op, Term term) {
    int yi = 0;
    for (int n = 0; n < op.n(); n++) {
      for (int oh = 0; oh < op.outputHeight(); oh++) {
        var row = op.row(oh);
        double down = row.weight();
        for (int ow = 0; ow < op.outputWidth(); ow++) {
          var column = op.column(ow);
          double right = column.weight();
          for (int c = 0; c < op.channels(); c++, yi++) {
            term.accept(index(op, n, row.low(), column.low(), c), (1 - down) * (1 - right), yi);
            if (op.mode() == Resize2d.Mode.BILINEAR) {
              term.accept(index(op, n, row.low(), column.high(), c), (1 - down) * right, yi);
              term.accept(index(op, n, row.high(), column.low(), c), down * (1 - right), yi);
              term.accept(index(op, n, row.high(), column.high(), c), down * right, yi);
            }
          }
        }
      }
    }
  }

  private static int index(Resize2d op, int n, int row, int column, int c) {
    return ((n * op.height() + row) * op.width() + column) * op.channels() + c;
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    var picked = Values.readInts(indices, op.count());
    long yi = 0;
    for (int o = 0; o < op.outer(); o++) {
      for (int j = 0; j < op.count(); j++) {
        for (int i = 0; i < op.inner(); i++) {
          boolean exists = picked[j] >= 0 && picked[j] < op.size();
          Values.set(y, yi++, exists ? Values.get(x, index(op, o, picked[j], i)) : Double.NaN);
        }
      }
    }
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    var picked = Values.readInts(indices, op.count());
    var gradient = Values.read(dy, op.outputLength());
    var result = new double[Math.toIntExact(op.inputLength())];
    int yi = 0;
    for (int o = 0; o < op.outer(); o++) {
      for (int j = 0; j < op.count(); j++) {
        for (int i = 0; i < op.inner(); i++, yi++) {
          if (picked[j] >= 0 && picked[j] < op.size()) {
            result[index(op, o, picked[j], i)] += gradient[yi];
          }
        }
      }
    }
    Values.write(result, dx);
  }

  private static int index(Gather op, int o, int entry, int i) {
    return (o * op.size() + entry) * op.inner() + i;
  }
}
