package dev.fovea.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The thread count of a library that is loaded already: {@code void f(int threads)}. If the process
 * has a function of that name in its global scope by the time it is set, that one is told too, for
 * the library's own calls may end there. (MKL brings an OpenMP run-time, on which oneDNN then runs
 * instead of the one it was linked with: where only the latter had been told, it ran two threads
 * when asked for one.)
 */
@SuppressWarnings("restricted") // calling native code is the point
final class NativeThreads {
  /** Bytes of a text; it ends earlier, with a zero. */
  private static final long MAX_TEXT = 4096;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor SETTER = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);

  /** {@code void *dlsym(void *handle, const char *name)}; a null handle means the global scope. */
  private static final MethodHandle GLOBAL_SYMBOL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("dlsym"),
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

  private final Path file;
  private final MemorySegment name;
  private final MethodHandle own;

  /**
   * Looks the function up.
   *
   * @param neighbour a file in the library's folder
   * @param library the library's file name
   */
  NativeThreads(String neighbour, String library, String name) {
    file = Path.of(neighbour).resolveSibling(library);
    this.name = Arena.ofAuto().allocateFrom(name);
    own = find(name, SETTER);
  }

  private MethodHandle find(String name, FunctionDescriptor type) {
    var symbol =
        SymbolLookup.libraryLookup(file, Arena.global())
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError(file + " lacks " + name));
    return LINKER.downcallHandle(symbol, type);
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
      own.invokeExact(threads);
      var global = (MemorySegment) GLOBAL_SYMBOL.invokeExact(MemorySegment.NULL, name);
      if (!global.equals(MemorySegment.NULL)) {
        LINKER.downcallHandle(global, SETTER).invoke(threads);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
