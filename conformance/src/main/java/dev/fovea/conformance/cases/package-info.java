/**
 * What is checked: a {@link dev.fovea.conformance.cases.Family} per SPI method says how inputs are
 * drawn, how the method is called, how far results may be off and what gives the gradient; {@link
 * dev.fovea.conformance.cases.Catalog} lists them all.
 */
package dev.fovea.conformance.cases;
