/**
 * Convolution of stride 1 with 3×3 filters by Winograd's minimal filtering: tiles of the image and
 * the filters are transformed, multiplied point by point as matrix products over the channels, and
 * transformed back.
 */
package dev.fovea.kernels.java.winograd;
