// The inverse of the standard normal distribution function.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace fovea {

/** ((c[N-1]·x + c[N-2])·x + …)·x + c[0], nothing fused: the CPU's steps. */
template <int N>
__device__ double polynomial(const double (&c)[N], double x) {
  double sum = c[N - 1];
#pragma unroll
  for (int i = N - 2; i >= 0; i--) {
    sum = __dadd_rn(__dmul_rn(sum, x), c[i]);
  }
  return sum;
}

/**
 * Natural logarithm of x in [2^-25, 1): x = 2^k · m with m in [√½, √2), s = (m-1)/(m+1), ln x = k · ln 2 + 2s + s³ · (2/3 +
 * 2/5 · s² + …).
 */
__device__ inline double seriesLogarithm(double x) {
  constexpr double coefficients[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                                     2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  // ln 2 as a sum; the first part has 33 bits, so that a small integer times it is exact.
  constexpr double ln2High = 0x1.62e42feep-1;
  constexpr double ln2Low = 0x1.a39ef35793c76p-33;
  constexpr double sqrtTwo = 0x1.6a09e667f3bcdp+0;
  int k = 0;
  double m = x;
  while (m < 1) {  // exact
    m *= 2;
    k--;
  }
  if (m > sqrtTwo) {
    m *= 0.5;
    k++;
  }
  double s = __ddiv_rn(__dadd_rn(m, -1), __dadd_rn(m, 1));
  double t = __dmul_rn(s, s);
  double tail = __dmul_rn(__dmul_rn(s, t), polynomial(coefficients, t));
  double low = __dadd_rn(tail, __dmul_rn(k, ln2Low));
  return __dadd_rn(__dmul_rn(k, ln2High), __dadd_rn(__dmul_rn(2, s), low));
}

/**
 * z with Φ(z) = p, 2^-25 ≤ p ≤ 1 - 2^-25: Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
 * Applied Statistics 37, 1988, PPND16, with the operations of the CPU's NormalQuantile in their order, each rounded once: the
 * same bits.
 */
__device__ inline double normalQuantile(double p) {
  constexpr double centralNumerator[] = {3.3871328727963666080,      1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                         1.3731693765509461125e+4,   4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                         3.3430575583588128105e+4,   2.5090809287301226727e+3};
  constexpr double centralDenominator[] = {1,
                                           4.2313330701600911252e+1,
                                           6.8718700749205790830e+2,
                                           5.3941960214247511077e+3,
                                           2.1213794301586595867e+4,
                                           3.9307895800092710610e+4,
                                           2.8729085735721942674e+4,
                                           5.2264952788528545610e+3};
  constexpr double tailNumerator[] = {1.42343711074968357734,    4.63033784615654529590,    5.76949722146069140550,
                                      3.64784832476320460504,    1.27045825245236838258,    2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double tailDenominator[] = {1,
                                        2.05319162663775882187,
                                        1.67638483018380384940,
                                        6.89767334985100004550e-1,
                                        1.48103976427480074590e-1,
                                        1.51986665636164571966e-2,
                                        5.47593808499534494600e-4,
                                        1.05075007164441684324e-9};
  double q = __dadd_rn(p, -0.5);
  if (fabs(q) <= 0.425) {
    double r = __dadd_rn(0.180625, -__dmul_rn(q, q));
    return __dmul_rn(q, __ddiv_rn(polynomial(centralNumerator, r), polynomial(centralDenominator, r)));
  }
  double r = __dadd_rn(__dsqrt_rn(-seriesLogarithm(q < 0 ? p : __dadd_rn(1, -p))), -1.6);
  double z = __ddiv_rn(polynomial(tailNumerator, r), polynomial(tailDenominator, r));
  return q < 0 ? -z : z;
}

}  // namespace fovea
