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
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorOperators;

/** Optimiser steps, dropout and their like over whole vectors, offsets and sizes in bytes. */
final class VectorUpdate {
  private VectorUpdate() {}

  static void constant(float value, MemorySegment y, long yAt, int bytes) {
    var v = broadcast(SPECIES, value);
    for (int i = 0; i < bytes; i += BYTES) {
      store(v, y, yAt + i);
    }
  }

  static void axpby(Axpby op, MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    float alpha = op.alpha();
    if (op.beta() == 0) { // y's old value is not read: it may be NaN
      for (int i = 0; i < bytes; i += BYTES) {
        store(load(x, xAt + i).mul(alpha), y, yAt + i);
      }
      return;
    }
    var beta = broadcast(SPECIES, op.beta());
    for (int i = 0; i < bytes; i += BYTES) {
      store(multiplyAdd(load(y, yAt + i), beta, load(x, xAt + i).mul(alpha)), y, yAt + i);
    }
  }

  static void dropout(
      float probability,
      float scale,
      MemorySegment u,
      long uAt,
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var dropped = load(u, uAt + i).compare(VectorOperators.LT, probability);
      store(load(x, xAt + i).mul(scale).blend(0, dropped), y, yAt + i);
    }
  }

  static void sgd(
      SgdStep op, MemorySegment weights, long wAt, MemorySegment gradient, long gAt, int bytes) {
    var decay = broadcast(SPECIES, op.weightDecay());
    var rate = broadcast(SPECIES, -op.learningRate());
    for (int i = 0; i < bytes; i += BYTES) {
      var w = load(weights, wAt + i);
      var step = multiplyAdd(w, decay, load(gradient, gAt + i));
      store(multiplyAdd(step, rate, w), weights, wAt + i);
    }
  }

  static void momentum(
      SgdStep op,
      MemorySegment weights,
      long wAt,
      MemorySegment gradient,
      long gAt,
      MemorySegment velocity,
      long vAt,
      int bytes) {
    var decay = broadcast(SPECIES, op.weightDecay());
    var rate = broadcast(SPECIES, -op.learningRate());
    var momentum = broadcast(SPECIES, op.momentum());
    boolean nesterov = op.nesterov();
    for (int i = 0; i < bytes; i += BYTES) {
      var w = load(weights, wAt + i);
      var g = multiplyAdd(w, decay, load(gradient, gAt + i));
      var v = multiplyAdd(load(velocity, vAt + i), momentum, g);
      store(v, velocity, vAt + i);
      var step = nesterov ? multiplyAdd(v, momentum, g) : v;
      store(multiplyAdd(step, rate, w), weights, wAt + i);
    }
  }

  static void adam(
      AdamStep op,
      MemorySegment weights,
      long wAt,
      MemorySegment gradient,
      long gAt,
      MemorySegment firstMoment,
      long mAt,
      MemorySegment secondMoment,
      long vAt,
      int bytes) {
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
      var w = load(weights, wAt + i);
      var g = multiplyAdd(w, penalty, load(gradient, gAt + i));
      var m = multiplyAdd(load(firstMoment, mAt + i), beta1, g.mul(share1));
      var v = multiplyAdd(load(secondMoment, vAt + i), beta2, g.mul(g).mul(share2));
      store(m, firstMoment, mAt + i);
      store(v, secondMoment, vAt + i);
      var root = v.sqrt().div(rootCorrection).add(epsilon);
      store(multiplyAdd(m.div(root), rate, multiplyAdd(w, shrinking, w)), weights, wAt + i);
    }
  }
}
