package dev.fovea.engine.tensor;

import dev.fovea.backend.Buffer;

/** A buffer and the number of tensors that show it; the last one to close frees it. */
final class Storage {
  private final Buffer buffer;
  private int tensors;

  Storage(Buffer buffer) {
    this.buffer = buffer;
  }

  Buffer buffer() {
    return buffer;
  }

  boolean isShared() {
    return tensors > 1;
  }

  void acquire() {
    tensors++;
  }

  void release() {
    tensors--;
    if (tensors == 0) {
      buffer.close();
    }
  }
}
