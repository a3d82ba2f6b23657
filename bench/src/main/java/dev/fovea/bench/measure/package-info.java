/** How it is measured: contenders that take turns within JMH's forks, and the machine's limits. */
package dev.fovea.bench.measure;
