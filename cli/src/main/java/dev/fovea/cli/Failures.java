package dev.fovea.cli;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine;

/** The one place that maps exceptions to sentences and exit statuses. */
public final class Failures {
  private Failures() {}

  /** What to say of an exception that a command threw. */
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case FoveaException failure -> input(text(failure));
      case UncheckedIOException wrapper -> of(wrapper.getCause());
      case FileSystemException failure -> input(file(failure));
      case IOException failure -> input("input or output failed: " + text(failure));
      case OutOfMemoryError failure -> input(heap(failure));
      default ->
          new Failure(
              "internal error: "
                  + thrown.getClass().getSimpleName()
                  + ": "
                  + text(thrown)
                  + "; --debug prints where, which helps in a report",
              Failure.FAULT);
    };
  }

  /** What to say of arguments that don't parse. */
  public static Failure usage(CommandLine.ParameterException failure) {
    var command = failure.getCommandLine();
    var sentence = new StringBuilder(problem(failure));
    var near = suggestions(failure);
    if (!near.isEmpty()) {
      sentence.append("; did you mean ").append(String.join(" or ", near)).append("?");
    }
    var help = command.getCommandSpec().qualifiedName(" ") + " --help";
    return input(sentence + "; see '" + help + "'");
  }

  private static String problem(CommandLine.ParameterException failure) {
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
      boolean ofRoot = unmatched.getCommandLine().getParent() == null;
      var kind =
          unmatched.isUnknownOption()
              ? "unknown option: "
              : ofRoot ? "unknown command: " : "unexpected argument: ";
      return kind + unmatched.getUnmatched().getFirst();
    }
    return lowerCaseStart(text(failure));
  }

  private static List<String> suggestions(CommandLine.ParameterException failure) {
    return failure instanceof CommandLine.UnmatchedArgumentException unmatched
        ? unmatched.getSuggestions().stream()
            .map(name -> name.substring(name.lastIndexOf(' ') + 1))
            .limit(2)
            .toList()
        : List.of();
  }

  private static Failure input(String sentence) {
    return new Failure(sentence, Failure.INPUT);
  }

  private static String file(FileSystemException failure) {
    var name = failure.getFile();
    return switch (failure) {
      case NoSuchFileException missing -> "no such file or folder: " + name;
      case AccessDeniedException denied ->
          "no permission: " + name + "; change its permissions or choose another place";
      case NotDirectoryException notFolder -> "not a folder: " + name;
      case FileAlreadyExistsException exists -> "exists already and is not a folder: " + name;
      default -> {
        var reason = failure.getReason() == null ? "file system failed" : failure.getReason();
        yield lowerCaseStart(reason)
            + ": "
            + name
            + (reason.contains("No space left") ? "; make room, or choose another disk" : "");
      }
    };
  }

  private static String heap(OutOfMemoryError failure) {
    var runtime = Runtime.getRuntime();
    return "out of memory on the Java heap: %s; live=%s, limit=%s; use a smaller --batch, or a larger heap: FOVEA_JAVA_OPTS=-Xmx1g"
        .formatted(
            text(failure),
            Units.bytes(runtime.totalMemory() - runtime.freeMemory()),
            Units.bytes(runtime.maxMemory()));
  }

  private static String text(Throwable thrown) {
    var message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String lowerCaseStart(String sentence) {
    return sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1))
        ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1)
        : sentence;
  }
}
