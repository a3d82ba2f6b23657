/** What is made of the figures: a table, JSON lines, a page with plots. */
package dev.fovea.bench.report;
