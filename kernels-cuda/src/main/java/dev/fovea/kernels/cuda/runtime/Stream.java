package dev.fovea.kernels.cuda.runtime;

import static dev.fovea.kernels.cuda.runtime.CudaStatus.check;

import dev.fovea.kernels.cuda.bindings.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A queue of the device: what is sent to it runs in order, after the call has returned. */
public final class Stream implements AutoCloseable {
  private final Pointer handle;

  /** A new stream. */
  public Stream() {
    try (var created = new PointerPointer<Pointer>(1)) {
      check(Kernels.fovea_stream_create(created), "creating a stream");
      handle = created.get();
    }
  }

  /** What launches take. */
  public Pointer handle() {
    return handle;
  }

  /** Waits for all that was sent, and reports what failed. */
  public void synchronize() {
    check(Kernels.fovea_stream_synchronize(handle), "waiting for the device");
  }

  /** The same for a caller that waited before it sent the last kernel. */
  public void synchronize(String kernel, Object geometry) {
    CudaStatus.checkAlone(Kernels.fovea_stream_synchronize(handle), kernel, geometry);
  }

  /** What is sent from now on waits for the event. */
  public void await(Event event) {
    check(Kernels.fovea_stream_wait(handle, event.handle()), "waiting for an event");
  }

  @Override
  public void close() {
    check(Kernels.fovea_stream_destroy(handle), "closing a stream");
  }
}
