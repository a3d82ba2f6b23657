package dev.fovea.bench.suites;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.List;

/** Collects a network's layers while its image shrinks. */
final class Network {
  private final String name;
  private final List<Layer> layers = new ArrayList<>();
  private int size;
  private int channels;

  /** A network whose input is {@code [1,size,size,channels]}. */
  Network(String name, int size, int channels) {
    this.name = name;
    this.size = size;
    this.channels = channels;
  }

  /** A convolution that the next layer reads. */
  Network conv(String layer, int kernel, int stride, int padding, int filters) {
    var op = branch(layer, kernel, stride, padding, filters);
    size = op.rows().output();
    channels = filters;
    return this;
  }

  /** A convolution beside the main path: the next layer reads what this one read. */
  Conv2d branch(String layer, int kernel, int stride, int padding, int filters) {
    var op = op(kernel, stride, padding, filters);
    add(layer, op);
    return op;
  }

  /** A depthwise convolution. */
  Network depthwise(String layer, int kernel, int stride) {
    var op = op(kernel, stride, kernel / 2, channels).groups(channels);
    add(layer, op);
    size = op.rows().output();
    return this;
  }

  /** The next layer reads images of this size with so many channels: after pooling, say. */
  Network at(int size, int channels) {
    this.size = size;
    this.channels = channels;
    return this;
  }

  /** All layers of different geometry. */
  List<Layer> layers() {
    return List.copyOf(layers);
  }

  private Conv2d op(int kernel, int stride, int padding, int filters) {
    var window = Window.of(size, kernel).stride(stride).padding(padding);
    return Conv2d.of(1, window, window, channels, filters);
  }

  private void add(String layer, Conv2d op) {
    if (layers.stream().noneMatch(other -> other.op().equals(op))) {
      layers.add(new Layer(name, layer, op));
    }
  }
}
