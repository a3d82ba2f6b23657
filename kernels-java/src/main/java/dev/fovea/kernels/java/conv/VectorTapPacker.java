package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Filters {@code [3,3,C]} to and from {@code [vectors,9,lanes]}. A call to copy for each vector
 * took a tenth of a gradient of 7×7 pixels.
 */
final class VectorTapPacker {
  private VectorTapPacker() {}

  /** Packs filters, turned by half a turn or as they are. */
  static void pack(MemorySegment w, boolean turned, float[] packed, ChannelVectors channels) {
    int step = channels.pixelBytes();
    var taps = w.asSlice(0, (long) TAPS * step);
    for (int vector = 0; vector < channels.count(); vector++) {
      int at = channels.offset(vector);
      for (int tap = 0; tap < TAPS; tap++) {
        int place = turned ? TAPS - 1 - tap : tap;
        load(taps, at + tap * step).intoArray(packed, (vector * TAPS + place) * COUNT);
      }
    }
  }

  /** Writes packed filters as they belong. */
  static void unpack(float[] packed, MemorySegment w, ChannelVectors channels) {
    int step = channels.pixelBytes();
    var taps = w.asSlice(0, (long) TAPS * step);
    for (int vector = 0; vector < channels.count(); vector++) {
      int at = channels.offset(vector);
      for (int tap = 0; tap < TAPS; tap++) {
        var sum = FloatVector.fromArray(SPECIES, packed, (vector * TAPS + tap) * COUNT);
        store(sum, taps, at + tap * step);
      }
    }
  }
}
