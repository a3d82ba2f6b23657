package dev.fovea.bench.suites;

import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.models.Models;
import java.util.List;

/** Whole networks: forward passes and training steps. */
final class NetworkCases {
  private NetworkCases() {}

  static List<Case> lenet() {
    return List.of(training(Models.LENET, 64), forward(Models.LENET, 64), forward(Models.LENET, 1));
  }

  static List<Case> vgg() {
    return List.of(
        forward(Models.VGG16, 1),
        forward(Models.VGG19, 1),
        forward(Models.VGG16, 8),
        training(Models.VGG16, 8));
  }

  static List<Case> resnet() {
    return forward(Models.RESNET50);
  }

  static List<Case> squeezenet() {
    return forward(Models.SQUEEZENET);
  }

  private static List<Case> forward(ModelType type) {
    return List.of(forward(type, 1), forward(type, 8));
  }

  private static Case forward(ModelType type, int images) {
    return new Case(
        type.name() + " n=" + images + " forward", new NetworkWork(type, images, false));
  }

  private static Case training(ModelType type, int images) {
    return new Case(
        type.name() + " n=" + images + " training step", new NetworkWork(type, images, true));
  }
}
