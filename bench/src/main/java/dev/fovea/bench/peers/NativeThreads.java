package dev.fovea.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The thread count of a library that is loaded already: {@code void f(int threads)}. */
@SuppressWarnings("restricted") // calling native code is the point
final class NativeThreads {
  /** Bytes of a text; it ends earlier, with a zero. */
  private static final long MAX_TEXT = 4096;

  private final Path file;
  private final MethodHandle function;

  /**
   * Looks the function up.
   *
   * @param neighbour a file in the library's folder
   * @param library the library's file name
   */
  NativeThreads(String neighbour, String library, String name) {
    file = Path.of(neighbour).resolveSibling(library);
    function = find(name, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  }

  private MethodHandle find(String name, FunctionDescriptor type) {
    var symbol =
        SymbolLookup.libraryLookup(file, Arena.global())
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError(file + " lacks " + name));
    return Linker.nativeLinker().downcallHandle(symbol, type);
  }

  /** What {@code const char *name()} of the same library says. */
  String text(String name) {
    try {
      var address =
          (MemorySegment) find(name, FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
      return address.reinterpret(MAX_TEXT).getString(0).strip();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets the number of threads. */
  void set(int threads) {
    try {
      function.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
