package dev.fovea.bench.report;

import dev.fovea.backend.Precision;

/**
 * A device that is measured in place of the processor.
 *
 * @param backend the name of its backend
 * @param name what it is
 * @param precision how it computes sums of products
 * @param copyBytesPerSecond bytes that it reads and writes per second when it copies within its
 *     memory: the limit that rows are held against
 */
public record DeviceFigures(
    String backend, String name, Precision precision, double copyBytesPerSecond) {
  /** One line for tables and pages. */
  String line() {
    return "%s: %s, %s; limit of all rows: a copy on the device, %s GB/s read and written together"
        .formatted(backend, name, precision.id(), TextTable.digits(1e-9 * copyBytesPerSecond));
  }
}
