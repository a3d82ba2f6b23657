package dev.fovea.engine.models;

import dev.fovea.backend.Activation;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Flatten;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Sequential;

/**
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
 * recognition", Proceedings of the IEEE 86(11), 1998, figure 2), for pictures {@code [28,28,1]}.
 * Sizes are the paper's: 32×32 inputs there are 28×28 ones padded by two pixels here. As is usual
 * today, ReLU stands for the scaled tanh, maxima for the trained averages of S2 and S4, C3 is
 * connected to all maps of S2, and the output layer is linear, for softmax, instead of radial.
 */
public final class LeNet5 extends Sequential {
  /** With first parameters from a source, for a number of classes. */
  public LeNet5(ParameterSource source, int classes) {
    add("conv1", new Conv2d(source, Conv2dOptions.of(1, 6, 5).padding(2).relu())); // C1: 28×28×6
    add("pool1", new MaxPool2d(2)); // S2: 14×14×6
    add("conv2", new Conv2d(source, Conv2dOptions.of(6, 16, 5).relu())); // C3: 10×10×16
    add("pool2", new MaxPool2d(2)); // S4: 5×5×16
    add("flatten", new Flatten());
    add("fc1", new Linear(source, 5 * 5 * 16, 120, Activation.RELU)); // C5
    add("fc2", new Linear(source, 120, 84, Activation.RELU)); // F6
    add("fc3", new Linear(source, 84, classes)); // output
  }
}
