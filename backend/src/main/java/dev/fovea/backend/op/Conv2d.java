package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Two-dimensional convolution (cross-correlation, as the field has it): {@code y[n,oh,ow,f] = Σ
 * x[n, oh·stride - before + kh·dilation, ow·stride - before + kw·dilation, g·C/groups + c] ·
 * w[kh,kw,c,f]} over kh, kw, c, with g the group of filter f. x: {@code [N,H,W,C]}, w: {@code
 * [KH,KW,C/groups,F]}, y: {@code [N,OH,OW,F]}. Depthwise: {@code groups = C}.
 *
 * @param n images
 * @param rows window along the height
 * @param columns window along the width
 * @param channels input channels C
 * @param filters output channels F
 * @param groups channels and filters are split into this many independent parts
 * @param padding what cells outside the image hold
 */
public record Conv2d(
    int n, Window rows, Window columns, int channels, int filters, int groups, Padding padding)
    implements Operation {
  /** What cells outside the image hold. */
  public enum Padding {
    /** Zero. */
    ZERO,
    /** The nearest cell of the image. */
    EDGE
  }

  /** Checks that it fits. */
  public Conv2d {
    require(
        n >= 1 && channels >= 1 && filters >= 1 && groups >= 1,
        "conv2d: sizes must be positive: n=%d, channels=%d, filters=%d, groups=%d",
        n,
        channels,
        filters,
        groups);
    require(
        channels % groups == 0 && filters % groups == 0,
        "conv2d: groups must divide channels and filters: groups=%d, channels=%d, filters=%d",
        groups,
        channels,
        filters);
    require(
        rows.fits() && columns.fits(),
        "conv2d: filter larger than padded input: filter=%dx%d, input=%dx%d, padding=%d+%d,%d+%d",
        rows.span(),
        columns.span(),
        rows.size(),
        columns.size(),
        rows.before(),
        rows.after(),
        columns.before(),
        columns.after());
  }

  /** A convolution with zero padding and one group. */
  public static Conv2d of(int n, Window rows, Window columns, int channels, int filters) {
    return new Conv2d(n, rows, columns, channels, filters, 1, Padding.ZERO);
  }

  /** The same in groups. */
  public Conv2d groups(int groups) {
    return new Conv2d(n, rows, columns, channels, filters, groups, padding);
  }

  /** The same with another kind of padding. */
  public Conv2d padding(Padding padding) {
    return new Conv2d(n, rows, columns, channels, filters, groups, padding);
  }

  /** Input channels of one group. */
  public int groupChannels() {
    return channels / groups;
  }

  /** Filters of one group. */
  public int groupFilters() {
    return filters / groups;
  }

  /** {@code [N,H,W,C]} */
  public Shape input() {
    return Shape.of(n, rows.size(), columns.size(), channels);
  }

  /** {@code [KH,KW,C/groups,F]} */
  public Shape weights() {
    return Shape.of(rows.kernel(), columns.kernel(), groupChannels(), filters);
  }

  /** {@code [N,OH,OW,F]} */
  public Shape output() {
    return Shape.of(n, rows.output(), columns.output(), filters);
  }

  /** Floating-point operations of one pass: two for each multiply-add, padding counted. */
  public long flops() {
    return 2 * output().elements() * rows.kernel() * columns.kernel() * groupChannels();
  }

  @Override
  public String operation() {
    return "conv2d";
  }
}
