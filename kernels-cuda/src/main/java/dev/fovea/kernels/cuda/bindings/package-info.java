/** {@code native/include/fovea_kernels.h} as JavaCPP sees it; all but the preset is generated. */
package dev.fovea.kernels.cuda.bindings;
