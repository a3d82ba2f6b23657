package dev.fovea.engine.graph;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;

/** Refuses what belongs to training: gradients, updates, randomness, the batch's own statistics. */
interface ForwardOnly extends Backend {
  private static void refuse(Operation op, String what) {
    throw new FoveaException(
        "recorder: only a forward pass in inference mode can be recorded: %s %s; call"
                .formatted(op.operation(), what)
            + " training(false) first");
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    refuse(op, "gradient");
  }

  @Override
  default void convTranspose2dInputGradient(ConvTranspose2d op, Buffer dy, Buffer w, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void convTranspose2dWeightGradient(ConvTranspose2d op, Buffer x, Buffer dy, Buffer dw) {
    refuse(op, "gradient");
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void batchNormTraining(
      BatchNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer runningMean,
      Buffer runningVariance,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    refuse(op, "of a training batch");
  }

  @Override
  default void batchNormGradient(
      BatchNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    refuse(op, "gradient");
  }

  @Override
  default void layerNormGradient(
      LayerNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    refuse(op, "gradient");
  }

  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    refuse(op, "while training");
  }

  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    refuse(op, "on parameters");
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    refuse(op, "on parameters");
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    refuse(op, "gradient");
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    refuse(op, "gradient");
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    refuse(op, "gradient");
  }
}
