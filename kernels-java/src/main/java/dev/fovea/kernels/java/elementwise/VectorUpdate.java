package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.kernels.java.simd.VectorRun;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorOperators;

/**
 * Optimiser steps, dropout and their like over whole vectors, sizes in bytes, see {@link
 * VectorRun.Loop}.
 */
final class VectorUpdate {
  private VectorUpdate() {}

  static void constant(float value, MemorySegment y, int bytes) {
    var to = y.asSlice(0, bytes);
    var v = broadcast(SPECIES, value);
    for (int i = 0; i < bytes; i += BYTES) {
      store(v, to, i);
    }
  }

  static void axpby(Axpby op, MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    float alpha = op.alpha();
    if (op.beta() == 0) { // y's old value is not read: it may be NaN
      for (int i = 0; i < bytes; i += BYTES) {
        store(load(from, i).mul(alpha), to, i);
      }
      return;
    }
    var beta = broadcast(SPECIES, op.beta());
    for (int i = 0; i < bytes; i += BYTES) {
      store(multiplyAdd(load(to, i), beta, load(from, i).mul(alpha)), to, i);
    }
  }

  static void dropout(
      float probability,
      float scale,
      MemorySegment u,
      MemorySegment x,
      MemorySegment y,
      int bytes) {
    var draws = u.asSlice(0, bytes);
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var dropped = load(draws, i).compare(VectorOperators.LT, probability);
      store(load(from, i).mul(scale).blend(0, dropped), to, i);
    }
  }

  static void sgd(SgdStep op, MemorySegment weights, MemorySegment gradient, int bytes) {
    var stored = weights.asSlice(0, bytes);
    var gradients = gradient.asSlice(0, bytes);
    var decay = broadcast(SPECIES, op.weightDecay());
    var rate = broadcast(SPECIES, -op.learningRate());
    for (int i = 0; i < bytes; i += BYTES) {
      var w = load(stored, i);
      var step = multiplyAdd(w, decay, load(gradients, i));
      store(multiplyAdd(step, rate, w), stored, i);
    }
  }

  static void momentum(
      SgdStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment velocity,
      int bytes) {
    var stored = weights.asSlice(0, bytes);
    var gradients = gradient.asSlice(0, bytes);
    var velocities = velocity.asSlice(0, bytes);
    var decay = broadcast(SPECIES, op.weightDecay());
    var rate = broadcast(SPECIES, -op.learningRate());
    var momentum = broadcast(SPECIES, op.momentum());
    boolean nesterov = op.nesterov();
    for (int i = 0; i < bytes; i += BYTES) {
      var w = load(stored, i);
      var g = multiplyAdd(w, decay, load(gradients, i));
      var v = multiplyAdd(load(velocities, i), momentum, g);
      store(v, velocities, i);
      var step = nesterov ? multiplyAdd(v, momentum, g) : v;
      store(multiplyAdd(step, rate, w), stored, i);
    }
  }

  static void adam(
      AdamStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      int bytes) {
    var stored = weights.asSlice(0, bytes);
    var gradients = gradient.asSlice(0, bytes);
    var means = firstMoment.asSlice(0, bytes);
    var squares = secondMoment.asSlice(0, bytes);
    var penalty = broadcast(SPECIES, op.decoupled() ? 0 : op.weightDecay());
    var shrinking = broadcast(SPECIES, op.decoupled() ? -op.learningRate() * op.weightDecay() : 0);
    var beta1 = broadcast(SPECIES, op.beta1());
    var beta2 = broadcast(SPECIES, op.beta2());
    float share1 = (float) (1.0 - op.beta1());
    float share2 = (float) (1.0 - op.beta2());
    var rate = broadcast(SPECIES, -op.stepSize());
    float rootCorrection = op.rootCorrection();
    float epsilon = op.epsilon();
    for (int i = 0; i < bytes; i += BYTES) {
      var w = load(stored, i);
      var g = multiplyAdd(w, penalty, load(gradients, i));
      var m = multiplyAdd(load(means, i), beta1, g.mul(share1));
      var v = multiplyAdd(load(squares, i), beta2, g.mul(g).mul(share2));
      store(m, means, i);
      store(v, squares, i);
      var root = v.sqrt().div(rootCorrection).add(epsilon);
      store(multiplyAdd(m.div(root), rate, multiplyAdd(w, shrinking, w)), stored, i);
    }
  }
}
