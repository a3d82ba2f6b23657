package dev.fovea.bench.suites;

import dev.fovea.bench.work.Work;

/**
 * One row of a suite.
 *
 * @param name unique within its suite; what {@code --case} searches
 * @param work what is measured
 */
public record Case(String name, Work work) {
  /** Whether the name contains each of the text's words, in any order and case. */
  public boolean matches(String text) {
    var lower = name.toLowerCase(java.util.Locale.ROOT);
    for (var word : text.toLowerCase(java.util.Locale.ROOT).strip().split("\\s+")) {
      if (!lower.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
