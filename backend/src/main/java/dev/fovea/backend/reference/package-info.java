/**
 * The specification of every operation: plain loops in the order of the formula, all arithmetic in
 * double, one rounding at the store. Other backends are judged against it.
 */
package dev.fovea.backend.reference;
