package dev.fovea.bench.suites;

import dev.fovea.backend.op.Gemm;
import dev.fovea.bench.work.GemmWork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Matrix products: squares, networks' layers, skinny and transposed ones. */
final class GemmCases {
  private static final int LENET_BATCH = 64;

  private GemmCases() {}

  static List<Case> all() {
    var cases = new LinkedHashMap<String, Gemm>();
    squares(cases);
    layers(cases);
    skinny(cases);
    fullyConnected(cases);
    transposed(cases);
    var list = new ArrayList<Case>();
    cases.forEach((name, op) -> list.add(new Case(name, new GemmWork(op))));
    return list;
  }

  private static void squares(Map<String, Gemm> cases) {
    for (int n : new int[] {64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048}) {
      cases.put("square " + size(n, n, n), Gemm.of(n, n, n));
    }
  }

  /** Convolutions as products: a row for each pixel of the result. */
  private static void layers(Map<String, Gemm> cases) {
    Networks.lenet().forEach(layer -> layer(cases, layer, LENET_BATCH));
    Stream.concat(Networks.vgg16().stream(), Networks.resnet50().stream())
        .forEach(layer -> layer(cases, layer, 1));
  }

  private static void layer(Map<String, Gemm> cases, Layer layer, int batch) {
    var op = layer.batch(batch);
    int rows = batch * op.rows().output() * op.columns().output();
    int depth = op.rows().kernel() * op.columns().kernel() * op.channels();
    var product = Gemm.of(rows, op.filters(), depth);
    if (!cases.containsValue(product)) {
      cases.put(layer.network() + " " + layer.name() + " " + size(product), product);
    }
  }

  private static void skinny(Map<String, Gemm> cases) {
    int[][] sizes = {
      {65_536, 16, 16},
      {65_536, 8, 64},
      {16_384, 64, 64},
      {16, 65_536, 16},
      {64, 64, 65_536},
      {2048, 2048, 8},
      {4096, 16, 4096},
      {16, 4096, 4096}
    };
    for (var s : sizes) {
      cases.put("skinny " + size(s[0], s[1], s[2]), Gemm.of(s[0], s[1], s[2]));
    }
  }

  private static void fullyConnected(Map<String, Gemm> cases) {
    int[][] lenet = {{120, 400}, {84, 120}, {10, 84}};
    for (var s : lenet) {
      cases.put("lenet dense " + size(LENET_BATCH, s[0], s[1]), Gemm.of(LENET_BATCH, s[0], s[1]));
    }
    int[][] single = {{4096, 25_088}, {4096, 4096}, {1000, 4096}, {1000, 2048}, {256, 256}};
    for (var s : single) {
      cases.put("dense " + size(1, s[0], s[1]), Gemm.of(1, s[0], s[1]));
      cases.put("dense NT " + size(1, s[0], s[1]), Gemm.of(1, s[0], s[1], false, true));
    }
  }

  /** N: as stored, T: stored transposed; a first. */
  private static void transposed(Map<String, Gemm> cases) {
    int[][] sizes = {{256, 256, 256}, {1024, 1024, 1024}, {400, 120, 64}, {64, 400, 120}};
    for (var s : sizes) {
      for (int which = 1; which < 4; which++) {
        boolean a = (which & 1) != 0;
        boolean b = (which & 2) != 0;
        cases.put(
            "transposed " + (a ? "T" : "N") + (b ? "T " : "N ") + size(s[0], s[1], s[2]),
            Gemm.of(s[0], s[1], s[2], a, b));
      }
    }
  }

  private static String size(Gemm op) {
    return size(op.m(), op.n(), op.k());
  }

  private static String size(int m, int n, int k) {
    return m + "x" + n + "x" + k;
  }
}
