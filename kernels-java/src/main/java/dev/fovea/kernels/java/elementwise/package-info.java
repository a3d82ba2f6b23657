/** Element-wise functions, arithmetic with broadcasting, and optimiser steps. */
package dev.fovea.kernels.java.elementwise;
