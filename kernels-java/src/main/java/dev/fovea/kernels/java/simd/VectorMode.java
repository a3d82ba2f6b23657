package dev.fovea.kernels.java.simd;

import java.util.Locale;

/**
 * What kernels compute in, decided once at start: vectors of the machine's preferred width, or
 * scalars where the Vector API is missing or would be slow. {@code
 * -Dfovea.vector=scalar|128|256|512} decides otherwise; a width is taken if the machine has it.
 *
 * <p>Each family of inner loops has a vector and a scalar implementation behind one interface. Only
 * one of the two is ever loaded: calls stay monomorphic, and without the incubator module no class
 * is touched that needs it.
 *
 * @param bits bits of a vector; 0 for scalars
 * @param fusedMultiplyAdd whether the processor rounds {@code a · b + c} once; always with vectors
 * @param reason why scalars were chosen, and the remedy; empty for vectors
 */
public record VectorMode(int bits, boolean fusedMultiplyAdd, String reason) {
  /** The module that holds the Vector API. */
  private static final String MODULE = "jdk.incubator.vector";

  private static final VectorMode CURRENT = decide(System.getProperty("fovea.vector", ""));

  /** The mode of this run. */
  public static VectorMode current() {
    return CURRENT;
  }

  /** Whether kernels use the Vector API. */
  public boolean isVector() {
    return bits > 0;
  }

  /** Float32 values in a vector; 1 for scalars. */
  public int lanes() {
    return isVector() ? bits / Float.SIZE : 1;
  }

  /** Whether there are 32 vector registers, as with 512 bits, and not 16. */
  public boolean hasManyRegisters() {
    return bits == 512;
  }

  /** {@code Vector API, 512 bits, FMA}, or {@code scalar (why; what to do)}. */
  public String description() {
    return isVector()
        ? "Vector API, " + bits + " bits" + (fusedMultiplyAdd ? ", FMA" : "")
        : "scalar (" + reason + ")";
  }

  private static VectorMode decide(String wish) {
    boolean fma = HardwareFma.isPresent();
    String obstacle = obstacle(wish, fma);
    if (!obstacle.isEmpty()) {
      return new VectorMode(0, fma, obstacle);
    }
    // Named here alone, in a class of its own: without the module it is never loaded.
    int preferred = PreferredWidth.bits();
    int bits = wish.isEmpty() ? preferred : Math.min(preferred, Integer.parseInt(wish));
    return new VectorMode(bits, fma, "");
  }

  private static String obstacle(String wish, boolean fma) {
    if (wish.equals("scalar")) {
      return "-Dfovea.vector=scalar";
    }
    if (!wish.isEmpty() && !wish.matches("128|256|512")) {
      return "-Dfovea.vector="
          + wish
          + " is not one of scalar, 128, 256, 512; leave it out for the best";
    }
    if (!moduleIsReadable()) {
      return "module " + MODULE + " is missing; start java with --add-modules " + MODULE;
    }
    if (!fma) {
      return "this processor has no FMA, or -XX:-UseFMA hides it; leave that out";
    }
    return wish.isEmpty() ? compilerObstacle() : "";
  }

  private static boolean moduleIsReadable() {
    return ModuleLayer.boot()
        .findModule(MODULE)
        .filter(VectorMode.class.getModule()::canRead)
        .isPresent();
  }

  /** Without C2 every vector is an object: up to a hundred times slower than scalars. */
  private static String compilerObstacle() {
    String name = System.getProperty("java.vm.name", "").toLowerCase(Locale.ROOT);
    String info = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
    String vendor = System.getProperty("java.vendor.version", "").toLowerCase(Locale.ROOT);
    if (!name.contains("server vm") || vendor.contains("graalvm")) {
      return "this Java has no C2 compiler; use an OpenJDK HotSpot build";
    }
    if (info.contains("interpreted") || info.contains("emulated-client")) {
      return "the C2 compiler is off; leave out -Xint and -XX:TieredStopAtLevel";
    }
    return "";
  }
}
