package dev.fovea.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Something that is wrong with the emulated device, as {@code native/emulation/settings.h} lists
 * it, until it is closed. The emulation asks for variables of its process's environment at each
 * call; Java can't change these, the C library can.
 */
@SuppressWarnings("restricted") // calling native code is the point
final class Trouble implements AutoCloseable {
  private static final MethodHandle SET =
      find(
          "setenv",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle UNSET =
      find("unsetenv", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private final String variable;

  /** Sets {@code FOVEA_EMULATED_NAME}. */
  Trouble(String name, int value) {
    variable = "FOVEA_EMULATED_" + name;
    call(SET, variable, String.valueOf(value));
  }

  private static MethodHandle find(String name, FunctionDescriptor type) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }

  private static void call(MethodHandle function, String... texts) {
    try (var arena = Arena.ofConfined()) {
      var first = arena.allocateFrom(texts[0]);
      int status =
          texts.length == 1
              ? (int) function.invokeExact(first)
              : (int) function.invokeExact(first, arena.allocateFrom(texts[1]), 1);
      if (status != 0) {
        throw new IllegalStateException("the environment can't be changed: status=" + status);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    call(UNSET, variable);
  }
}
