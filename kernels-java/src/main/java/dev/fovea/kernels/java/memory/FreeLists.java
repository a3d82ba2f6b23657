package dev.fovea.kernels.java.memory;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What is free, by its size class; what was given back last comes first, and is in the caches. */
final class FreeLists<T> {
  /**
   * Sizes from which a larger block serves, too. Those of a step whose layers grow or shrink would
   * else be there once for each layer: VGG-16's with eight pictures took 222 MiB, and take 124.
   */
  private static final long SHARED = 1 << 18;

  /** Classes above its own that a size looks into: blocks of up to four times as much. */
  private static final int ABOVE = SizeClasses.index(4 * SHARED) - SizeClasses.index(SHARED);

  private final ArrayDeque<T>[] bySize = lists();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> ArrayDeque<T>[] lists() {
    ArrayDeque<T>[] lists = new ArrayDeque[SizeClasses.COUNT];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = new ArrayDeque<>();
    }
    return lists;
  }

  /** One of a rounded size, or null. */
  synchronized T poll(long size) {
    return bySize[SizeClasses.index(size)].pollFirst();
  }

  /** One of a rounded size or, if that is large, of the next that there is; or null. */
  synchronized T pollAtLeast(long size) {
    int first = SizeClasses.index(size);
    int last = size < SHARED ? first : Math.min(first + ABOVE, bySize.length - 1);
    for (int i = first; i <= last; i++) {
      if (!bySize[i].isEmpty()) {
        return bySize[i].pollFirst();
      }
    }
    return null;
  }

  synchronized void add(long size, T free) {
    bySize[SizeClasses.index(size)].addFirst(free);
  }

  /** Takes out what a new block of this size can stand in for. */
  synchronized void drainBelow(long size, Consumer<T> action) {
    int end = SizeClasses.index(size);
    int first = Math.max(end - ABOVE, SizeClasses.index(SHARED));
    for (int i = first; i < end; i++) {
      drain(bySize[i], action);
    }
  }

  /** Takes all out. */
  synchronized void drain(Consumer<T> action) {
    for (var list : bySize) {
      drain(list, action);
    }
  }

  private static <T> void drain(ArrayDeque<T> list, Consumer<T> action) {
    list.forEach(action);
    list.clear();
  }
}
