package dev.fovea.kernels.cuda.calls;

import org.bytedeco.javacpp.Pointer;

/** Sends the kernels of one call to a stream. */
@FunctionalInterface
public interface Launcher {
  /** Returns the status of the launch; its arguments don't change from one launch to the next. */
  int launch(Pointer stream);
}
