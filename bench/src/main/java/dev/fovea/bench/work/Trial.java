package dev.fovea.bench.work;

/** A first look at a contender: which of its settings is the fastest. */
public final class Trial {
  private static final long NANOS = 4_000_000;

  /** What is too long to be called again. */
  private static final long LONG_NANOS = 2_000_000_000;

  private Trial() {}

  /**
   * Nanoseconds of a call; the first is not counted unless it takes seconds.
   *
   * @param span how long to call it
   */
  public static double nanos(Contender contender, long span) {
    contender.begin();
    long begun = System.nanoTime();
    contender.run();
    long first = System.nanoTime();
    if (first - begun > LONG_NANOS) {
      return first - begun;
    }
    int calls = 0;
    long now;
    do {
      contender.run();
      calls++;
      now = System.nanoTime();
    } while (now - first < span);
    return (double) (now - first) / calls;
  }

  /** The faster one; the other is closed. */
  public static Contender faster(Contender one, Contender other) {
    boolean oneWins = nanos(one, NANOS) <= nanos(other, NANOS);
    (oneWins ? other : one).close();
    return oneWins ? one : other;
  }
}
