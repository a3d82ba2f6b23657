package dev.fovea.bench.measure;

import dev.fovea.bench.work.Contender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Runs one task on several threads at once, the caller's included. */
final class Crew implements Contender {
  /** Arrays begin on a page of their own. */
  private static final int ALIGNMENT = 4096;

  private final int threads;
  private final IntConsumer task;
  private final Arena arena = Arena.ofShared();
  private final ExecutorService helpers;

  /** A task that is told its thread's number. */
  Crew(int threads, IntConsumer task) {
    this.threads = threads;
    this.task = task;
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), Thread.ofPlatform().daemon().factory());
  }

  /** A task over arrays that belong to its thread. */
  Crew(int threads, int arrays, int length, Consumer<MemorySegment[]> task) {
    var memory = new MemorySegment[threads][arrays];
    this.threads = threads;
    this.task = thread -> task.accept(memory[thread]);
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), Thread.ofPlatform().daemon().factory());
    for (var own : memory) {
      for (int i = 0; i < arrays; i++) {
        own[i] = arena.allocate(length, ALIGNMENT);
        own[i].fill((byte) 0x3c); // a small float; and every page is there
      }
    }
  }

  @Override
  public void run() {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      int thread = i;
      running.add(helpers.submit(() -> task.accept(thread)));
    }
    task.accept(0);
    for (var helper : running) {
      try {
        helper.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    helpers.shutdown();
    arena.close();
  }
}
