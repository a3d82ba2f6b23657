/**
 * Reverse-mode differentiation. {@link dev.fovea.engine.autograd.Functions} computes, {@link
 * dev.fovea.engine.autograd.Tape} writes down what was computed and runs it backward, and each
 * {@link dev.fovea.engine.autograd.Rule} holds one operation's forward and pullback side by side.
 */
package dev.fovea.engine.autograd;
