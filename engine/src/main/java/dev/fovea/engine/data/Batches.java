package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The batches of one epoch, to be read once, by one thread. A few batches take turns, so a batch is
 * valid until the next one is asked for. Preparing one is a task of its own that waits for nothing:
 * whether a caller reads to the end, closes early or forgets to close, no thread is left behind.
 *
 * <p>Asking for a batch throws what the data set or the augmentation threw while filling it.
 */
public final class Batches implements Iterable<Batch>, AutoCloseable {
  /** All loaders prepare batches on this one thread, which ends when there is nothing to do. */
  private static final ThreadPoolExecutor PREFETCHER = prefetcher();

  private final DataLoader loader;
  private final int[] order;
  private final long augmentationSeed;
  private final BatchFiller[] ring;
  private final FutureTask<?>[] tasks;
  private int nextBatch;

  Batches(DataLoader loader, int epoch, int firstBatch) {
    if (firstBatch < 0 || firstBatch > loader.batches()) {
      throw new FoveaException(
          "loader: no such batch: batch=%d, batches=%d".formatted(firstBatch, loader.batches()));
    }
    this.loader = loader;
    this.order = loader.order(epoch);
    this.augmentationSeed = loader.augmentationSeed(epoch);
    this.ring = new BatchFiller[Math.min(loader.prefetch(), loader.batches() - 1) + 1];
    this.tasks = new FutureTask<?>[ring.length];
    this.nextBatch = firstBatch;
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new BatchFiller(loader);
    }
    for (int batch = firstBatch; batch < firstBatch + ring.length - 1; batch++) {
      prepare(batch);
    }
  }

  /** What is left: every iterator goes on where the others are. */
  @Override
  public Iterator<Batch> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return nextBatch < loader.batches();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("loader: no batch left");
        }
        return take();
      }
    };
  }

  /** Ends the epoch; the data set isn't read any more when this returns. */
  @Override
  public void close() {
    nextBatch = loader.batches();
    boolean interrupted = false;
    for (var task : tasks) {
      if (task != null && PREFETCHER.remove(task)) {
        task.cancel(false); // no thread has begun it, and none will
      }
      boolean ended = task == null || task.isDone();
      while (!ended) {
        try {
          task.get();
          ended = true;
        } catch (InterruptedException _) {
          interrupted = true; // the caller's business, once the task has ended
        } catch (ExecutionException _) {
          ended = true; // nobody asked for this batch
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Batch take() {
    prepare(nextBatch + ring.length - 1); // into what was handed out last
    int slot = nextBatch++ % ring.length;
    await(tasks[slot]);
    return ring[slot].batch();
  }

  private void prepare(int batch) {
    if (batch >= loader.batches()) {
      return;
    }
    int slot = batch % ring.length;
    int from = batch * loader.batchSize();
    int to = from + Math.min(loader.batchSize(), order.length - from);
    var filler = ring[slot];
    tasks[slot] = new FutureTask<>(() -> filler.fill(order, from, to, augmentationSeed), null);
    if (ring.length > 1) {
      PREFETCHER.execute(tasks[slot]);
    }
  }

  /** Runs the task here if no other thread has begun it, and waits for it otherwise. */
  private static void await(FutureTask<?> task) {
    task.run();
    try {
      task.get();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case Throwable cause -> throw new IllegalStateException(cause); // fill throws none
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new FoveaException("loader: interrupted while waiting for a batch");
    }
  }

  private static ThreadPoolExecutor prefetcher() {
    var executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("fovea-loader").factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
