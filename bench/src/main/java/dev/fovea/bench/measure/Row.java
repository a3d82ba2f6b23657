package dev.fovea.bench.measure;

import dev.fovea.bench.suites.Case;
import dev.fovea.bench.work.NetworkWork;
import java.util.Map;

/**
 * A measured row.
 *
 * @param row what was measured
 * @param fovea Fovea's figures
 * @param limit what the row would take at the machine's limit
 * @param peers the peers' figures by name
 */
public record Row(Case row, Samples fovea, Samples limit, Map<String, Samples> peers) {
  /** The limit's time over Fovea's: 1 is the limit, Winograd's products may be above. */
  public double limitShare() {
    return limit.ratioTo(fovea);
  }

  /** A peer's time over Fovea's: above 1, Fovea is faster. */
  public double ratio(String peer) {
    return peers.get(peer).ratioTo(fovea);
  }

  /** Images/s of a network, else GFLOP/s, or GB/s for work that is not counted in operations. */
  public double rate() {
    var work = row.work();
    if (work instanceof NetworkWork network) {
      return 1e9 * network.images() / fovea.median();
    }
    return (work.flops() > 0 ? work.flops() : work.bytes()) / fovea.median();
  }

  /** The unit of {@link #rate()}. */
  public String unit() {
    if (row.work() instanceof NetworkWork) {
      return "images/s";
    }
    return row.work().flops() > 0 ? "GFLOP/s" : "GB/s";
  }
}
