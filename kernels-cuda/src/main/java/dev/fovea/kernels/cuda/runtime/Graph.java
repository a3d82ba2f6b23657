package dev.fovea.kernels.cuda.runtime;

import static dev.fovea.kernels.cuda.runtime.CudaStatus.check;

import dev.fovea.kernels.cuda.bindings.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Launches that the device takes as one. */
public final class Graph implements AutoCloseable {
  private final Pointer handle;

  private Graph(Pointer handle) {
    this.handle = handle;
  }

  /** Records what is sent to the stream, without running it. */
  public static Graph capture(Stream stream, Runnable launches) {
    check(Kernels.fovea_capture_begin(stream.handle()), "beginning a graph");
    try (var captured = new PointerPointer<Pointer>(1)) {
      try {
        launches.run();
      } finally { // the stream must leave the capture, whatever happened
        check(Kernels.fovea_capture_end(stream.handle(), captured), "capturing a graph");
      }
      return new Graph(captured.get());
    }
  }

  /** Sends all of it to the stream. */
  public void launch(Stream stream) {
    check(Kernels.fovea_graph_launch(handle, stream.handle()), "launching a graph");
  }

  @Override
  public void close() {
    check(Kernels.fovea_graph_destroy(handle), "closing a graph");
  }
}
