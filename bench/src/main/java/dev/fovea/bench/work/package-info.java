/** What a row measures: an operation's record, its operands, and how it is called. */
package dev.fovea.bench.work;
