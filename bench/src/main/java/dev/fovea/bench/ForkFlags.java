package dev.fovea.bench;

import dev.fovea.backend.Precision;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The flags of JMH's forks: those of this process, but for what belongs to it alone. */
final class ForkFlags {
  private static final List<String> OWN =
      List.of("-agentlib:", "-javaagent:", "-XX:SharedArchiveFile", "-XX:+AutoCreateSharedArchive");

  private ForkFlags() {}

  static List<String> ofThisProcess(Precision precision) {
    var flags = new ArrayList<String>();
    for (var flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (OWN.stream().noneMatch(flag::startsWith)) {
        flags.add(flag);
      }
    }
    flags.add("-Dfovea.precision=" + precision.id());
    return List.copyOf(flags);
  }
}
