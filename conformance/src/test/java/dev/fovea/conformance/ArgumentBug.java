package dev.fovea.conformance;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.op.Window;
import java.util.List;
import java.util.function.UnaryOperator;

/** A part of an argument that is misread or forgotten. */
record ArgumentBug(String name, List<String> methods, UnaryOperator<Object> change) implements Bug {
  private static final List<String> CONVOLUTIONS =
      List.of("conv2d", "conv2dInputGradient", "conv2dWeightGradient");
  private static final List<String> TRANSPOSED =
      List.of("convTranspose2d", "convTranspose2dInputGradient", "convTranspose2dWeightGradient");
  private static final List<String> EPILOGUES = List.of("gemm", "conv2d", "convTranspose2d");
  private static final List<String> POOLINGS = List.of("pool2d", "pool2dGradient");

  static final List<ArgumentBug> ALL =
      List.of(
          bug("alpha forgotten", "gemm", Gemm.class, op -> op.scaled(1, op.beta())),
          bug("beta forgotten", "gemm", Gemm.class, op -> op.scaled(op.alpha(), 0)),
          bug("a taken as transposed", "gemm", Gemm.class, ArgumentBug::turnedA),
          bug("batch stride of zero", "gemm", Gemm.class, ArgumentBug::oneB),
          epilogue("bias forgotten", e -> new Epilogue(null, e.addend(), e.activation())),
          epilogue("addend forgotten", e -> new Epilogue(e.bias(), null, e.activation())),
          epilogue("activation forgotten", e -> e.activation(Activation.IDENTITY)),
          epilogue("slope forgotten", ArgumentBug::withoutSlope),
          new ArgumentBug("padding swapped", CONVOLUTIONS, on(Conv2d.class, ArgumentBug::swapped)),
          new ArgumentBug(
              "edge padding with zeros",
              CONVOLUTIONS,
              on(Conv2d.class, op -> op.padding(Conv2d.Padding.ZERO))),
          new ArgumentBug(
              "padding swapped",
              TRANSPOSED,
              on(ConvTranspose2d.class, op -> new ConvTranspose2d(swapped(op.convolution())))),
          new ArgumentBug("padding swapped", POOLINGS, on(Pool2d.class, ArgumentBug::swapped)),
          new ArgumentBug(
              "padding counted or not",
              POOLINGS,
              on(
                  Pool2d.class,
                  op ->
                      new Pool2d(
                          op.kind(),
                          op.n(),
                          op.rows(),
                          op.columns(),
                          op.channels(),
                          !op.countPadding()))),
          bug(
              "momentum forgotten",
              "batchNormTraining",
              BatchNorm.class,
              op -> new BatchNorm(op.rows(), op.channels(), op.epsilon(), 1)),
          new ArgumentBug(
              "another epsilon",
              List.of("batchNormTraining", "batchNormInference"),
              on(
                  BatchNorm.class,
                  op -> new BatchNorm(op.rows(), op.channels(), 1e-4f, op.momentum()))),
          bug(
              "another epsilon",
              "layerNorm",
              LayerNorm.class,
              op -> new LayerNorm(op.rows(), op.features(), 1e-4f)),
          new ArgumentBug(
              "alpha forgotten",
              List.of("unary", "unaryGradient"),
              on(Unary.class, op -> new Unary(op.kind(), op.length(), 0.5f, op.beta()))),
          bug("alpha forgotten", "axpby", Axpby.class, op -> new Axpby(op.length(), 1, op.beta())),
          bug(
              "another probability",
              "dropout",
              Dropout.class,
              op -> new Dropout(op.length(), op.probability() / 2)),
          new ArgumentBug(
              "one block late",
              List.of("dropout", "fill"),
              on(RandomState.class, at -> at.advance(1))),
          bug(
              "deviation forgotten",
              "fill",
              Fill.class,
              op -> new Fill(op.kind(), op.length(), op.a(), 1)),
          bug(
              "Nesterov forgotten",
              "sgdStep",
              SgdStep.class,
              op ->
                  new SgdStep(
                      op.length(), op.learningRate(), op.momentum(), false, op.weightDecay())),
          bug(
              "decay forgotten",
              "sgdStep",
              SgdStep.class,
              op -> new SgdStep(op.length(), op.learningRate(), op.momentum(), op.nesterov(), 0)),
          bug("one step late", "adamStep", AdamStep.class, op -> adam(op, op.step() + 1, true)),
          bug("decay coupled", "adamStep", AdamStep.class, op -> adam(op, op.step(), false)),
          bug(
              "mean taken as sum",
              "reduce",
              Reduce.class,
              op ->
                  op.kind() == Reduce.Kind.MEAN
                      ? new Reduce(Reduce.Kind.SUM, op.input(), op.axes())
                      : op),
          bug(
              "another threshold",
              "nonMaximumSuppression",
              NonMaximumSuppression.class,
              op -> new NonMaximumSuppression(op.count(), op.threshold() / 2)),
          new ArgumentBug(
              "logarithm forgotten",
              List.of("softmax", "softmaxGradient"),
              on(Softmax.class, op -> new Softmax(op.rows(), op.classes(), false))),
          new ArgumentBug(
              "corners not aligned",
              List.of("resize2d", "resize2dGradient"),
              on(
                  Resize2d.class,
                  op ->
                      new Resize2d(
                          op.mode(),
                          op.n(),
                          op.height(),
                          op.width(),
                          op.outputHeight(),
                          op.outputWidth(),
                          op.channels(),
                          false))));

  @Override
  public Object[] arguments(Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = change.apply(arguments[i]);
    }
    return arguments;
  }

  @Override
  public String toString() {
    return name;
  }

  private static <T> ArgumentBug bug(
      String name, String method, Class<T> type, UnaryOperator<T> change) {
    return new ArgumentBug(name, List.of(method), on(type, change));
  }

  private static ArgumentBug epilogue(String name, UnaryOperator<Epilogue> change) {
    return new ArgumentBug(name, EPILOGUES, on(Epilogue.class, change));
  }

  private static <T> UnaryOperator<Object> on(Class<T> type, UnaryOperator<T> change) {
    return argument -> type.isInstance(argument) ? change.apply(type.cast(argument)) : argument;
  }

  private static Gemm turnedA(Gemm op) {
    return op.m() != op.k()
        ? op
        : new Gemm(
            op.batch(),
            op.m(),
            op.n(),
            op.k(),
            !op.transposeA(),
            op.transposeB(),
            op.strideA(),
            op.strideB(),
            op.strideY(),
            op.batchStrideA(),
            op.batchStrideB(),
            op.batchStrideY(),
            op.alpha(),
            op.beta());
  }

  private static Gemm oneB(Gemm op) {
    return new Gemm(
        op.batch(),
        op.m(),
        op.n(),
        op.k(),
        op.transposeA(),
        op.transposeB(),
        op.strideA(),
        op.strideB(),
        op.strideY(),
        op.batchStrideA(),
        0,
        op.batchStrideY(),
        op.alpha(),
        op.beta());
  }

  private static Epilogue withoutSlope(Epilogue epilogue) {
    return epilogue.activation().kind() == Activation.Kind.LEAKY_RELU
        ? epilogue.activation(Activation.leakyRelu(0.01f))
        : epilogue;
  }

  private static Window swapped(Window window) {
    return window.padding(window.after(), window.before());
  }

  private static Conv2d swapped(Conv2d op) {
    return new Conv2d(
        op.n(),
        swapped(op.rows()),
        swapped(op.columns()),
        op.channels(),
        op.filters(),
        op.groups(),
        op.padding());
  }

  private static PoolAxis swapped(PoolAxis axis) {
    return axis instanceof Window window ? swapped(window) : axis;
  }

  private static Pool2d swapped(Pool2d op) {
    return new Pool2d(
        op.kind(),
        op.n(),
        swapped(op.rows()),
        swapped(op.columns()),
        op.channels(),
        op.countPadding());
  }

  private static AdamStep adam(AdamStep op, long step, boolean keepDecoupled) {
    return new AdamStep(
        op.length(),
        op.learningRate(),
        op.beta1(),
        op.beta2(),
        op.epsilon(),
        op.weightDecay(),
        keepDecoupled && op.decoupled(),
        step);
  }
}
