package dev.fovea.bench.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The host's side of the pipes. */
public final class GuestProcess implements AutoCloseable {
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private final Path errors;

  private GuestProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a guest.
   *
   * @param command the whole command line
   * @param threads how many threads libraries may take that ask the environment
   */
  public static GuestProcess start(List<String> command, int threads) {
    try {
      var errors = Files.createTempFile("fovea-guest", ".log");
      errors.toFile().deleteOnExit();
      var builder = new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
      builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
      return new GuestProcess(builder.start(), errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @return what follows {@code ok}
   * @throws IllegalStateException if the guest failed or has ended
   */
  public String ask(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
      var answer = answers.readLine();
      if (answer != null && answer.startsWith("ok")) {
        return answer.substring(2).strip();
      }
      throw new IllegalStateException(answer == null ? "the guest ended: " + lastWords() : answer);
    } catch (IOException e) {
      throw new IllegalStateException("the guest ended: " + lastWords(), e);
    }
  }

  private String lastWords() {
    try {
      var lines = Files.readString(errors).strip().lines().toList();
      return lines.isEmpty() ? "it said nothing" : lines.getLast();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** Ends the guest: by the end of its input, or by force if that does not help. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      answers.close();
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      process.destroyForcibly(); // it ended before its pipes were closed
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
