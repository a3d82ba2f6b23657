package dev.fovea.engine.nn;

/**
 * The part of the picture that one value depends on, in pixels, padding counted.
 *
 * @param height rows of the part
 * @param width columns of the part
 * @param rowJump pixels between the parts of neighbouring rows
 * @param columnJump pixels between the parts of neighbouring columns
 */
public record ReceptiveField(long height, long width, long rowJump, long columnJump) {
  /** One pixel: the input itself. */
  public static final ReceptiveField PIXEL = new ReceptiveField(1, 1, 1, 1);

  /** The whole picture, whatever its size. */
  public static final ReceptiveField WHOLE =
      new ReceptiveField(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, 1);

  /**
   * After a window that slides: {@code size + (span - 1) · jump}, {@code jump · stride} on each
   * axis.
   */
  public ReceptiveField window(int rowSpan, int rowStride, int columnSpan, int columnStride) {
    return new ReceptiveField(
        Math.min(WHOLE.height, height + (rowSpan - 1) * rowJump),
        Math.min(WHOLE.width, width + (columnSpan - 1) * columnJump),
        rowJump * rowStride,
        columnJump * columnStride);
  }

  /** What both see together; they lie around the same centre. */
  public ReceptiveField union(ReceptiveField other) {
    return new ReceptiveField(
        Math.max(height, other.height),
        Math.max(width, other.width),
        Math.max(rowJump, other.rowJump),
        Math.max(columnJump, other.columnJump));
  }

  /** {@code 14×14}, no larger than the picture. */
  public String within(long pictureHeight, long pictureWidth) {
    return Math.min(height, pictureHeight) + "×" + Math.min(width, pictureWidth);
  }
}
