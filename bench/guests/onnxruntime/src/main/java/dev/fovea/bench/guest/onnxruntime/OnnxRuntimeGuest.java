package dev.fovea.bench.guest.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.fovea.bench.guest.FloatFile;
import dev.fovea.bench.guest.Guest;
import dev.fovea.bench.guest.GuestLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Runs {@code network.onnx} on {@code images}: fully optimised, input and output in place. */
public final class OnnxRuntimeGuest implements Guest {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private OrtSession session;
  private Map<String, OnnxTensor> inputs;
  private Map<String, OnnxTensor> outputs;
  private FloatBuffer logits;

  private OnnxRuntimeGuest() {}

  /** Serves the benchmarks. */
  public static void main(String[] arguments) throws IOException {
    GuestLoop.serve(new OnnxRuntimeGuest());
  }

  @Override
  public String version() {
    return environment.getVersion();
  }

  @Override
  public void open(Path folder, int threads) throws IOException {
    try (var options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      // Its threads would spin on and take the processors from whose turn is next.
      options.addConfigEntry("session.force_spinning_stop", "1");
      session = environment.createSession(folder.resolve("network.onnx").toString(), options);
      var input = session.getInputInfo().entrySet().iterator().next();
      var output = session.getOutputInfo().entrySet().iterator().next();
      var images =
          buffer(sizes(input.getValue().getInfo())).put(FloatFile.read(folder.resolve("images")));
      logits = buffer(sizes(output.getValue().getInfo()));
      inputs = Map.of(input.getKey(), tensor(images.flip(), sizes(input.getValue().getInfo())));
      outputs = Map.of(output.getKey(), tensor(logits, sizes(output.getValue().getInfo())));
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  private static long[] sizes(Object info) {
    return ((TensorInfo) info).getShape();
  }

  private static FloatBuffer buffer(long[] sizes) {
    int bytes = Float.BYTES;
    for (long size : sizes) {
      bytes = Math.multiplyExact(bytes, Math.toIntExact(size));
    }
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Shares the buffer's memory. */
  private OnnxTensor tensor(FloatBuffer values, long[] sizes) throws OrtException {
    return OnnxTensor.createTensor(environment, values, sizes);
  }

  @Override
  public void run() {
    try (var _ = session.run(inputs, outputs)) {
      // The logits are where they belong.
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public float[] result() {
    var values = new float[logits.capacity()];
    logits.get(0, values);
    return values;
  }

  @Override
  public void close() {
    try {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
