package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Unary;
import dev.fovea.bench.Emulation;
import dev.fovea.bench.suites.Suite;
import dev.fovea.bench.work.GemmWork;
import dev.fovea.bench.work.UnaryWork;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A backend with a device of its own; the emulated one runs in the process and its forks. */
class DeviceTargetTest {
  private static final String EMULATION = "fovea.cuda.emulated";
  private static final Target DEVICE = new Target("cuda-emulated");

  @Test
  void aCopyBoundsWhateverADeviceDoes() {
    assertTrue(DEVICE.isDevice());
    assertFalse(Target.JAVA.isDevice());
    var product = new GemmWork(Gemm.of(256, 256, 256));
    assertInstanceOf(DeviceCopy.class, Limit.of(product, DEVICE, 1));
    var work = new UnaryWork(Unary.of(Unary.Kind.RELU, 1 << 20), false);
    var limit = Limit.of(work, DEVICE, 1);
    assertEquals(new DeviceCopy(4 << 20), limit);
    assertEquals(7.0, limit.bound(work, 7.0 * limit.perCall() / work.bytes()), 1e-9);
  }

  @Test
  @EnabledIf(value = Emulation.BUILT, disabledReason = Emulation.MISSING)
  void peersReadCopiesOfWhatLiesOnADevice() {
    var work = new GemmWork(Gemm.of(3, 4, 5));
    try (var device = DEVICE.open(1);
        var host = Backends.open("reference", BackendOptions.defaults());
        var there = new FoveaContender(device, work);
        var here = new FoveaContender(host, work)) {
      for (int i = 0; i < work.inputs().size(); i++) {
        assertArrayEquals(
            here.inputMemory().get(i).toArray(ValueLayout.JAVA_FLOAT),
            there.inputMemory().get(i).toArray(ValueLayout.JAVA_FLOAT));
      }
    }
  }

  @Test
  @EnabledIf(value = Emulation.BUILT, disabledReason = Emulation.MISSING)
  void aForkMeasuresTheDevice() {
    var cases = Suite.GEMM.cases();
    int row =
        IntStream.range(0, cases.size())
            .filter(i -> cases.get(i).matches("square 64x"))
            .findFirst()
            .orElseThrow();
    var plan = new Plan(DEVICE, Suite.GEMM, List.of(row), List.of(), 1, new Rounds(0, 1));
    System.setProperty("jmh.ignoreLock", "true");
    var flags =
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-D" + EMULATION + "=" + System.getProperty(EMULATION));
    var rows =
        new Measurer(flags, (done, of) -> {}).rows(plan, new Effort(1, new Rounds(0, 1), 1, 0));
    assertTrue(rows.getFirst().fovea().median() > 0);
    assertTrue(rows.getFirst().limitShare() > 0);
  }
}
