package dev.fovea.cli;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on the terminal's last line. It leaves nothing behind: not when it is closed, and
 * not when the process is interrupted.
 */
public final class ProgressLine implements AutoCloseable {
  private static final int REFRESH_MILLIS = 100;

  /** Back to the line's start, and erase it (ECMA-48, EL). */
  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private final ProgressBar bar;
  private final Thread atExit = new Thread(this::clear, "fovea-clear-line");
  private volatile boolean closed;

  /** Shows the task at 0 of {@code total}. */
  public ProgressLine(Terminal terminal, String task, long total) {
    this.terminal = terminal;
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(
                terminal.unicode()
                    ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                    : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            // A line as wide as the terminal would wrap on some.
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, Terminal.columns() - 1))
            .build();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Moves the bar; it is redrawn a few times a second. */
  public void at(long done, String message) {
    bar.setExtraMessage(" " + message);
    bar.stepTo(done);
  }

  private synchronized void clear() {
    closed = true;
    terminal.out().print(CLEAR);
    terminal.out().flush();
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (!closed) {
      bar.close();
      clear();
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  /** Draws unless the bar was removed: its thread may be late. */
  private synchronized void draw(String line) {
    if (!closed) {
      terminal.out().print(CLEAR + line);
      terminal.out().flush();
    }
  }
}
