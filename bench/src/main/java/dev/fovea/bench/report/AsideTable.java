package dev.fovea.bench.report;

import dev.fovea.bench.measure.Aside;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Headings and cells of a suite's {@link Aside}s. */
record AsideTable(List<String> headings, List<List<String>> rows) {
  static AsideTable of(List<Aside> asides) {
    var peers = new TreeSet<String>();
    asides.forEach(aside -> peers.addAll(aside.peerBytes().keySet()));
    var headings =
        new ArrayList<>(List.of("alone", "plan ms", "kernels ms", "besides", "peak MiB"));
    for (var peer : peers) {
      headings.add(peer + " MiB");
      headings.add("of it");
    }
    var rows = asides.stream().map(aside -> cells(aside, List.copyOf(peers))).toList();
    return new AsideTable(headings, rows);
  }

  private static List<String> cells(Aside aside, List<String> peers) {
    var cells = new ArrayList<>(List.of(aside.name()));
    cells.add(aside.isPlan() ? TextTable.digits(1e-6 * aside.wholeNanos()) : "-");
    cells.add(aside.isPlan() ? TextTable.digits(1e-6 * aside.kernelNanos()) : "-");
    cells.add(aside.isPlan() ? TextTable.percent(aside.besides()) : "-");
    cells.add(mebibytes(aside.bytes()));
    for (var peer : peers) {
      boolean measured = aside.peerBytes().containsKey(peer);
      cells.add(measured ? mebibytes(aside.peerBytes().get(peer)) : "-");
      cells.add(measured ? TextTable.percent(aside.share(peer)) : "-");
    }
    return cells;
  }

  private static String mebibytes(long bytes) {
    return String.valueOf(bytes >> 20);
  }
}
