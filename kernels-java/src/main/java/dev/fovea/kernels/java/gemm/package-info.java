/**
 * Blocked matrix product after BLIS (Van Zee and van de Geijn, "BLIS: a framework for rapidly
 * instantiating BLAS functionality", TOMS 41(3), 2015): a micro-kernel multiplies one tile, {@link
 * dev.fovea.kernels.java.gemm.Blocking} says how large tiles and blocks are, and everything else,
 * packing, edges, threads, is written once on top, for convolutions too.
 */
package dev.fovea.kernels.java.gemm;
