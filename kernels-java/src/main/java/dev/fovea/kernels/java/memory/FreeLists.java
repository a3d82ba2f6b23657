package dev.fovea.kernels.java.memory;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What is free, by its size class; what was given back last comes first, and is in the caches. */
final class FreeLists<T> {
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

  synchronized void add(long size, T free) {
    bySize[SizeClasses.index(size)].addFirst(free);
  }

  /** Takes all out. */
  synchronized void drain(Consumer<T> action) {
    for (var list : bySize) {
      list.forEach(action);
      list.clear();
    }
  }
}
