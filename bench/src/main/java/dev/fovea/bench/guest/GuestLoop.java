package dev.fovea.bench.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The guest's side of the pipes. Requests are {@code version}, {@code open THREADS FOLDER}, {@code
 * run}, {@code reset} and {@code result FILE}; each is answered by {@code ok}, with the version or
 * the call's nanoseconds after it, or by {@code failed} and the reason. The end of the input ends
 * the guest. While it waits, it is asleep.
 */
public final class GuestLoop {
  private final Guest guest;

  private GuestLoop(Guest guest) {
    this.guest = guest;
  }

  /** Serves until the input ends. What libraries print must not reach the pipe. */
  public static void serve(Guest guest) throws IOException {
    var answers = System.out;
    System.setOut(System.err);
    serve(guest, System.in, answers);
  }

  static void serve(Guest guest, InputStream requests, PrintStream answers) throws IOException {
    var loop = new GuestLoop(guest);
    try (guest;
        var reader = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.println(loop.answer(line));
        answers.flush();
      }
    }
  }

  private String answer(String line) {
    try {
      return ("ok " + act(line.split(" ", 3))).strip();
    } catch (IOException | RuntimeException | LinkageError e) {
      return "failed " + String.valueOf(e).replaceAll("\\s+", " ");
    }
  }

  private String act(String[] request) throws IOException {
    switch (request[0]) {
      case "version" -> {
        return guest.version();
      }
      case "open" -> guest.open(Path.of(request[2]), Integer.parseInt(request[1]));
      case "run" -> {
        long begun = System.nanoTime();
        guest.run();
        return String.valueOf(System.nanoTime() - begun);
      }
      case "reset" -> guest.reset();
      case "result" -> FloatFile.write(Path.of(request[1]), guest.result());
      default -> throw new IllegalArgumentException("guest: unknown request: " + request[0]);
    }
    return "";
  }
}
