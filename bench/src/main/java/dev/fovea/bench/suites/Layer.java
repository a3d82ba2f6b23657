package dev.fovea.bench.suites;

import dev.fovea.backend.op.Conv2d;

/**
 * A convolution of a published network, for one image. Layers of the same geometry stand once,
 * under the name of the first.
 *
 * @param network the network's name
 * @param name the layer's name there
 * @param op its geometry with one image
 */
record Layer(String network, String name, Conv2d op) {
  /** The same geometry with more images. */
  Conv2d batch(int images) {
    return new Conv2d(
        images, op.rows(), op.columns(), op.channels(), op.filters(), op.groups(), op.padding());
  }
}
