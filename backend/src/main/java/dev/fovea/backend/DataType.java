package dev.fovea.backend;

/** Element types of a {@link Buffer}. Which operation takes which is the backend's to say. */
public enum DataType {
  /** IEEE 754 binary32, the type of all training. */
  FLOAT32(4),
  /** IEEE 754 binary64. Only the reference backend computes in it, for gradient checks. */
  FLOAT64(8),
  /** The upper half of a binary32. */
  BFLOAT16(2),
  /** IEEE 754 binary16. */
  FLOAT16(2),
  /** Signed 32-bit integer: class indices, positions. */
  INT32(4),
  /** Unsigned 8-bit integer: pictures. */
  UINT8(1),
  /** Signed 8-bit integer. */
  INT8(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64 || this == BFLOAT16 || this == FLOAT16;
  }
}
