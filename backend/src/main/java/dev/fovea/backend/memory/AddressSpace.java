package dev.fovea.backend.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * Addresses of the process that cost nothing until memory is put behind them, and then only where
 * it is touched. Java's own segments are filled with zeros when they are made, so that all of them
 * is resident at once. This asks the system's C library, which takes Linux and a program that lets
 * Fovea call it ({@code --enable-native-access}).
 */
final class AddressSpace implements BlockSource.GrowingBlock<HostMemory.Block> {
  /** Pages in which memory is put behind addresses: the large ones, if the system gives them. */
  private static final long PAGE = 2L << 20;

  private static final Set<String> MACHINES = Set.of("amd64", "aarch64");

  // Linux's numbers, as of its headers mman.h and mman-common.h.
  private static final int NONE = 0;
  private static final int READ_AND_WRITE = 1 | 2;
  private static final int PRIVATE_AND_ANONYMOUS = 0x02 | 0x20;
  private static final int NO_RESERVE = 0x4000;
  private static final int DONT_NEED = 4;
  private static final int HUGE_PAGES = 14;

  private final HostMemory.Block block;
  private long backed;

  private AddressSpace(long address, long bytes) {
    long first = Math.ceilDiv(address, PAGE) * PAGE;
    var arena = Arena.ofShared();
    var segment = Calls.segment(first, bytes, arena, () -> Calls.unmap(address, bytes + PAGE));
    block = new HostMemory.Block(arena, segment);
    // The system may refuse: then pages are small ones.
    Calls.change(Calls.ADVISE, first, bytes, HUGE_PAGES);
  }

  /** Whether there can be any here. */
  static boolean isAvailable() {
    return System.getProperty("os.name").equals("Linux")
        && MACHINES.contains(System.getProperty("os.arch"))
        && AddressSpace.class.getModule().isNativeAccessEnabled();
  }

  /** So many bytes of addresses; null if there can't be any here, or the system refuses. */
  static AddressSpace reserve(long bytes) {
    if (!isAvailable()) {
      return null;
    }
    long address = Calls.map(bytes + PAGE);
    return address == -1 ? null : new AddressSpace(address, bytes);
  }

  /** All of it: what has no memory may not be touched. Closing its arena ends it. */
  @Override
  public HostMemory.Block block() {
    return block;
  }

  @Override
  public long most() {
    return block.segment().byteSize();
  }

  /** Sees to it that there is memory behind the first bytes, and none behind later pages. */
  @Override
  public void resize(long bytes) {
    long needed = Math.ceilDiv(bytes, PAGE) * PAGE;
    long address = block.segment().address();
    if (needed > backed) {
      long more = needed - backed;
      if (!Calls.change(Calls.PROTECT, address + backed, more, READ_AND_WRITE)) {
        throw new OutOfMemoryError("the system refuses memory: bytes=" + needed);
      }
    } else if (needed < backed) {
      long less = backed - needed;
      Calls.change(Calls.ADVISE, address + needed, less, DONT_NEED);
      Calls.change(Calls.PROTECT, address + needed, less, NONE);
    }
    backed = needed;
  }

  /** The C library's functions: looked up when the first of them is needed. */
  @SuppressWarnings("restricted") // asked for before, see isAvailable
  private static final class Calls {
    private static final MethodHandle MAP =
        find("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle UNMAP = find("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PROTECT =
        find("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ADVISE =
        find("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... parameters) {
      var linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    static long map(long bytes) {
      try {
        return (long) MAP.invokeExact(0L, bytes, NONE, PRIVATE_AND_ANONYMOUS | NO_RESERVE, -1, 0L);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    static void unmap(long address, long bytes) {
      try {
        int _ = (int) UNMAP.invokeExact(address, bytes);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /** Calls one of the functions that change pages; whether the system has done it. */
    static boolean change(MethodHandle function, long address, long bytes, int how) {
      try {
        return (int) function.invokeExact(address, bytes, how) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    static MemorySegment segment(long address, long bytes, Arena arena, Runnable atEnd) {
      return MemorySegment.ofAddress(address).reinterpret(bytes, arena, _ -> atEnd.run());
    }
  }
}
