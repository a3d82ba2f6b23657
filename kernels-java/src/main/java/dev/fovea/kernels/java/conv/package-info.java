/**
 * Convolutions as products: the image is copied once, band by band with its padding, and the
 * micro-kernels read it through tables of positions as the matrix {@code [pixels, taps]} that
 * im2col would build. One plan per record holds the tables.
 */
package dev.fovea.kernels.java.conv;
