/**
 * Data sets, augmentation and the loader that turns them into batches. Everything random here is a
 * function of a seed and of what is drawn (epoch, sample), never of time or thread.
 */
package dev.fovea.engine.data;
