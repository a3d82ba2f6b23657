package dev.fovea.conformance.cases;

/** Sums on the host in double precision, for the sides of identities. */
final class Sums {
  private Sums() {}

  static double dot(double[] a, double[] b) {
    return sum(products(a, b));
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static double[] absolute(double[] values) {
    var result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.abs(result[i]);
    }
    return result;
  }

  /** {@code a[i] · b[i]} */
  static double[] products(double[] a, double[] b) {
    var result = a.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= b[i];
    }
    return result;
  }

  static double[] squared(double[] values) {
    return products(values, values);
  }

  /** {@code m[rows,columns] · v} */
  static double[] product(double[] m, double[] v) {
    int columns = v.length;
    var result = new double[m.length / columns];
    for (int row = 0; row < result.length; row++) {
      for (int column = 0; column < columns; column++) {
        result[row] += m[row * columns + column] * v[column];
      }
    }
    return result;
  }
}
