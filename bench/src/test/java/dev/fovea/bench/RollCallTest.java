package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollCallTest {
  @Test
  void aPeerWhoseLibraryDoesNotLoadIsNamedWithTheReason() {
    var absent = new Fake("absent", null);
    var present = new Fake("present", "1.0");
    var roll = RollCall.of(List.of(absent, present));
    assertEquals(List.of(present), roll.present());
    assertEquals(Map.of("present", "1.0"), roll.versions());
    assertEquals(
        Map.of("absent", "its native library does not load here: no jniabsent"), roll.missing());
  }

  private record Fake(String id, String release) implements Peer {
    @Override
    public String version() {
      if (release == null) {
        throw new UnsatisfiedLinkError("no jni" + id + "\nsearched: everywhere");
      }
      return release;
    }

    @Override
    public boolean takes(Work work) {
      return true;
    }

    @Override
    public Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
      throw new UnsupportedOperationException();
    }
  }
}
