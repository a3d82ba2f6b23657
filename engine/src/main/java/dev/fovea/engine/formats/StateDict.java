package dev.fovea.engine.formats;

import dev.fovea.backend.FoveaException;
import dev.fovea.engine.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Tensors by name, as a layer or an optimiser gives them: loading and digest. */
public final class StateDict {
  private static final int NAMED = 5;

  private StateDict() {}

  /**
   * Sets tensors from a file.
   *
   * @param prefix what the file's names begin with; tensors with other beginnings are left alone
   * @param what what the tensors belong to, for the message: {@code model lenet}
   * @throws FoveaException if the file's tensors are not these, naming the missing, unexpected and
   *     misshapen ones; nothing is changed then
   */
  public static void load(
      SafetensorsFile file, String prefix, String what, Map<String, Tensor> state) {
    check(file, prefix, what, state);
    state.forEach((name, tensor) -> file.read(prefix + name, tensor));
  }

  /**
   * Checks that {@link #load} would find all tensors.
   *
   * @throws FoveaException as load would
   */
  public static void check(
      SafetensorsFile file, String prefix, String what, Map<String, Tensor> state) {
    var missing = new ArrayList<String>();
    var different = new ArrayList<String>();
    var unexpected = new ArrayList<String>();
    state.forEach(
        (name, tensor) -> {
          var info = file.tensors().get(prefix + name);
          if (info == null) {
            missing.add(name);
          } else if (info.type() != tensor.type() || !info.shape().equals(tensor.shape())) {
            different.add(
                "%s is %s%s, expected %s".formatted(name, info.type(), info.shape(), tensor));
          }
        });
    for (var name : file.tensors().keySet()) {
      if (name.startsWith(prefix) && !state.containsKey(name.substring(prefix.length()))) {
        unexpected.add(name.substring(prefix.length()));
      }
    }
    if (!missing.isEmpty() || !different.isEmpty() || !unexpected.isEmpty()) {
      throw new FoveaException(
          "%s: not the tensors of %s%s%s%s"
              .formatted(
                  file.path(),
                  what,
                  listing("missing", missing),
                  listing("unexpected", unexpected),
                  listing("misshapen", different)));
    }
  }

  private static String listing(String label, List<String> items) {
    if (items.isEmpty()) {
      return "";
    }
    var shown = String.join(", ", items.subList(0, Math.min(NAMED, items.size())));
    int more = items.size() - NAMED;
    return "; " + label + ": " + shown + (more > 0 ? " and %d more".formatted(more) : "");
  }

  /**
   * SHA-256 over each tensor's name, shape and values in order, as lower-case hexadecimal digits.
   * Names are UTF-8 with a zero byte after them; a shape is its text, {@code [5,5,1,6]}, with a
   * zero byte after it; values are little-endian.
   */
  public static String sha256(Map<String, Tensor> state) {
    var digest = sha256();
    state.forEach(
        (name, tensor) -> {
          digest.update((name + '\0' + tensor.shape() + '\0').getBytes(StandardCharsets.UTF_8));
          var values = new byte[Math.toIntExact(tensor.byteSize())];
          tensor.copyTo(java.lang.foreign.MemorySegment.ofArray(values));
          digest.update(values);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
