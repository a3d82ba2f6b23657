/** Moving elements: permutation, boxes, resizing, gathering. */
package dev.fovea.kernels.java.shape;
