package dev.fovea.kernels.cuda.runtime;

import static dev.fovea.kernels.cuda.runtime.CudaStatus.check;

import dev.fovea.kernels.cuda.bindings.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A mark in a stream; one that was never set counts as reached. */
public final class Event implements AutoCloseable {
  private static final int UNTIMED = 0;

  private final Pointer handle;

  /** A new event. */
  public Event() {
    try (var created = new PointerPointer<Pointer>(1)) {
      check(Kernels.fovea_event_create(created, UNTIMED), "creating an event");
      handle = created.get();
    }
  }

  Pointer handle() {
    return handle;
  }

  /** Sets the mark behind what was sent to the stream. */
  public void record(Stream stream) {
    check(Kernels.fovea_event_record(handle, stream.handle()), "setting an event");
  }

  /** Waits on the host until the mark is reached. */
  public void await() {
    check(Kernels.fovea_event_synchronize(handle), "waiting for an event");
  }

  @Override
  public void close() {
    check(Kernels.fovea_event_destroy(handle), "closing an event");
  }
}
