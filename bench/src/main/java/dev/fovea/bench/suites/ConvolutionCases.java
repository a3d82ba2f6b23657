package dev.fovea.bench.suites;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.bench.work.ConvolutionWork;
import dev.fovea.bench.work.Pass;
import java.util.ArrayList;
import java.util.List;

/** Convolutions of networks, with one image and with more, forward and back. */
final class ConvolutionCases {
  private static final int[] BATCHES = {1, 8, 32};

  private ConvolutionCases() {}

  static List<Case> of(List<Layer> layers) {
    var cases = new ArrayList<Case>();
    for (int batch : BATCHES) {
      for (var pass : Pass.values()) {
        for (var layer : layers) {
          var op = layer.batch(batch);
          cases.add(new Case(name(layer, op, pass), new ConvolutionWork(op, pass)));
        }
      }
    }
    return cases;
  }

  private static String name(Layer layer, Conv2d op, Pass pass) {
    int kernel = op.rows().kernel();
    return "%s %s n=%d %s %dx%dx%d>%d k%d%s"
        .formatted(
            layer.network(),
            layer.name(),
            op.n(),
            pass.title(),
            op.rows().size(),
            op.columns().size(),
            op.channels(),
            op.filters(),
            kernel,
            op.rows().stride() == 1 ? "" : "/" + op.rows().stride());
  }
}
