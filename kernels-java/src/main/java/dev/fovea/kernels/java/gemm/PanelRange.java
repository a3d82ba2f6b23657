package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring panels of packed b, and the steps of them that a block of a is multiplied by.
 *
 * @param panels how b is packed
 * @param packed the packed b
 * @param firstStep first step of the sum
 * @param depth steps of the sum
 * @param begin first panel
 * @param end panel after the last
 */
public record PanelRange(
    Panels panels, MemorySegment packed, int firstStep, int depth, int begin, int end) {

  /** Some steps of all panels. */
  public static PanelRange all(Panels panels, MemorySegment packed, int firstStep, int depth) {
    return new PanelRange(panels, packed, firstStep, depth, 0, panels.count());
  }

  int count() {
    return end - begin;
  }

  /** Those of full width. */
  PanelRange wide() {
    return to(begin, endOfWide());
  }

  /** The narrow one, or none. */
  PanelRange narrow() {
    return to(endOfWide(), end);
  }

  private int endOfWide() {
    return panels.isNarrow(end - 1) ? end - 1 : end;
  }

  /** Other panels. */
  PanelRange to(int from, int until) {
    return new PanelRange(panels, packed, firstStep, depth, from, until);
  }

  /** Where the sum's first step lies in a panel, in elements of packed b. */
  int offset(int panel) {
    return panels.offset(panel, firstStep);
  }
}
