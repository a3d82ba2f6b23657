package dev.fovea.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the Java virtual machine says of itself. */
public final class VirtualMachine {
  /** Tier of HotSpot's optimising compiler, C2, which alone turns the Vector API into vectors. */
  private static final int C2_TIER = 4;

  private final HotSpotDiagnosticMXBean hotspot =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

  /** Whether the optimising compiler is there. */
  String jit() {
    if (System.getProperty("java.vm.info", "").contains("interpreted mode")) {
      return "none: interpreted mode; start without -Xint";
    }
    if (flag("UseJVMCICompiler").filter("true"::equals).isPresent()) {
      return "JVMCI compiler in place of C2: vectors may be slow; use a HotSpot JDK";
    }
    var tier = flag("TieredStopAtLevel").map(Integer::parseInt);
    if (tier.isEmpty()) {
      return "unknown: not HotSpot, vectors may be slow; use a HotSpot JDK";
    }
    return tier.get() < C2_TIER
        ? "C1 only: vectors would be slow; start without -XX:TieredStopAtLevel"
        : "C2";
  }

  /** The widest vectors that the JIT uses. */
  public String vectors() {
    return flag("MaxVectorSize")
        .map(Integer::parseInt)
        .map(bytes -> bytes == 0 ? "none" : 8 * bytes + " bits = " + bytes / 4 + " floats")
        .map(width -> width + flag("UseAVX").map(level -> " (UseAVX=" + level + ")").orElse(""))
        .orElse("unknown");
  }

  /** Whether a multiplication and an addition are one instruction. */
  String fusedMultiplyAdd() {
    return flag("UseFMA").map(on -> on.equals("true") ? "yes" : "no").orElse("unknown");
  }

  /** The processor's name. */
  public static String processorModel() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Memory of the machine or container. */
  String memory() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return Units.bytes(system.getTotalMemorySize())
        + ", "
        + Units.bytes(system.getFreeMemorySize())
        + " of it free";
  }

  private Optional<String> flag(String name) {
    try {
      return Optional.ofNullable(hotspot).map(bean -> bean.getVMOption(name).getValue());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // this machine has no such flag
    }
  }
}
