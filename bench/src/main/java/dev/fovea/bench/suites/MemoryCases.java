package dev.fovea.bench.suites;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.BatchNormWork;
import dev.fovea.bench.work.BinaryWork;
import dev.fovea.bench.work.LayerNormWork;
import dev.fovea.bench.work.NormPass;
import dev.fovea.bench.work.PoolingWork;
import dev.fovea.bench.work.ReduceWork;
import dev.fovea.bench.work.SoftmaxWork;
import dev.fovea.bench.work.UnaryWork;
import java.util.ArrayList;
import java.util.List;

/** Operations that memory limits, not arithmetic. */
final class MemoryCases {
  private static final int[] BATCHES = {1, 8};

  private MemoryCases() {}

  static List<Case> pool() {
    var cases = new ArrayList<Case>();
    for (int n : BATCHES) {
      for (int i = 0; i < 5; i++) {
        var window = Window.of(224 >> i, 2).stride(2);
        pool(cases, "vgg16 pool" + (i + 1), Pool2d.max(n, window, window, Math.min(64 << i, 512)));
      }
      var padded = Window.of(112, 3).stride(2).padding(1);
      pool(cases, "resnet50 pool1", Pool2d.max(n, padded, padded, 64));
      var overlapping = Window.of(109, 3).stride(2);
      pool(cases, "squeezenet pool1", Pool2d.max(n, overlapping, overlapping, 96));
      var whole = Window.of(7, 7);
      pool(cases, "resnet50 average", Pool2d.average(n, whole, whole, 2048));
      var lenet = Window.of(28, 2).stride(2);
      pool(cases, "lenet pool1", Pool2d.average(8 * n, lenet, lenet, 6));
    }
    return cases;
  }

  private static void pool(List<Case> cases, String name, Pool2d op) {
    var size =
        " n=%d %dx%dx%d k%d"
            .formatted(
                op.n(),
                op.rows().size(),
                op.columns().size(),
                op.channels(),
                ((Window) op.rows()).kernel());
    cases.add(new Case(name + size + " forward", new PoolingWork(op, false)));
    cases.add(new Case(name + size + " gradient", new PoolingWork(op, true)));
  }

  static List<Case> norm() {
    var cases = new ArrayList<Case>();
    int[][] images = {{112, 64}, {56, 64}, {56, 256}, {28, 512}, {14, 1024}, {7, 2048}};
    for (int n : BATCHES) {
      for (var image : images) {
        var op = new BatchNorm(n * image[0] * image[0], image[1], 1e-5f, 0.1f);
        for (var pass : NormPass.values()) {
          var name =
              "batch norm %s n=%d %dx%dx%d"
                  .formatted(pass.title(), n, image[0], image[0], image[1]);
          cases.add(new Case(name, new BatchNormWork(op, pass)));
        }
      }
    }
    int[][] rows = {{128, 768}, {1576, 768}, {512, 1024}, {8192, 64}, {3136, 96}};
    for (var size : rows) {
      var op = new LayerNorm(size[0], size[1], 1e-5f);
      var name = "layer norm %s " + size[0] + "x" + size[1];
      cases.add(new Case(name.formatted("training"), new LayerNormWork(op, false)));
      cases.add(new Case(name.formatted("gradient"), new LayerNormWork(op, true)));
    }
    return cases;
  }

  static List<Case> softmax() {
    var cases = new ArrayList<Case>();
    int[][] sizes = {
      {64, 10},
      {1, 1000},
      {32, 1000},
      {256, 1000},
      {1024, 128},
      {4096, 64},
      {2048, 2048},
      {8, 32_000}
    };
    for (var size : sizes) {
      for (boolean logarithm : new boolean[] {false, true}) {
        var op = new Softmax(size[0], size[1], logarithm);
        var name = op.operation() + " %s " + size[0] + "x" + size[1];
        cases.add(new Case(name.formatted("forward"), new SoftmaxWork(op, false)));
        cases.add(new Case(name.formatted("gradient"), new SoftmaxWork(op, true)));
      }
    }
    return cases;
  }

  static List<Case> elementwise() {
    var cases = new ArrayList<Case>();
    for (int length : new int[] {4096, 100_352, 3_211_264, 33_554_432}) {
      for (var kind :
          List.of(
              Unary.Kind.RELU,
              Unary.Kind.SIGMOID,
              Unary.Kind.TANH,
              Unary.Kind.EXP,
              Unary.Kind.LOG,
              Unary.Kind.SQRT,
              Unary.Kind.SQUARE,
              Unary.Kind.ABS)) {
        var op = Unary.of(kind, length);
        cases.add(new Case(op.operation() + " " + length, new UnaryWork(op, false)));
      }
      cases.add(
          new Case(
              "relu gradient " + length, new UnaryWork(Unary.of(Unary.Kind.RELU, length), true)));
      var shape = Shape.of(length);
      for (var kind :
          List.of(Binary.Kind.ADD, Binary.Kind.MULTIPLY, Binary.Kind.DIVIDE, Binary.Kind.MAXIMUM)) {
        var op = new Binary(kind, shape, shape);
        cases.add(new Case(op.operation() + " " + length, new BinaryWork(op)));
      }
      var bias = new Binary(Binary.Kind.ADD, Shape.of(length / 64, 64), Shape.of(64));
      cases.add(new Case("add bias " + length / 64 + "x64", new BinaryWork(bias)));
      for (var kind : List.of(Reduce.Kind.SUM, Reduce.Kind.MAX)) {
        var op = Reduce.all(kind, length);
        cases.add(new Case(op.operation() + " of " + length, new ReduceWork(op)));
      }
      var columns = Reduce.of(Reduce.Kind.SUM, Shape.of(length / 64, 64), 0);
      cases.add(new Case("sum of columns " + length / 64 + "x64", new ReduceWork(columns)));
    }
    return cases;
  }
}
