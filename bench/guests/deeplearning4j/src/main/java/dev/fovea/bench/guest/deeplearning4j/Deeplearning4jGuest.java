package dev.fovea.bench.guest.deeplearning4j;

import dev.fovea.bench.guest.FloatFile;
import dev.fovea.bench.guest.Guest;
import dev.fovea.bench.guest.GuestLoop;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Training steps of LeNet-5 on one batch. */
public final class Deeplearning4jGuest implements Guest {
  private static final double LEARNING_RATE = 1e-3;
  private static final int SIZE = 28;
  private static final int CLASSES = 10;

  /** Layers with weights, as they are counted with those that have none. */
  private static final int[] LAYERS = {0, 2, 4, 5, 6};

  private MultiLayerNetwork network;
  private INDArray images;
  private INDArray labels;
  private INDArray untrained;

  private Deeplearning4jGuest() {}

  /** Serves the benchmarks. */
  public static void main(String[] arguments) throws IOException {
    GuestLoop.serve(new Deeplearning4jGuest());
  }

  @Override
  public String version() {
    var jar = MultiLayerNetwork.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceAll(".*/deeplearning4j-nn-|\\.jar$", "");
  }

  @Override
  public void open(Path folder, int threads) throws IOException {
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    var pixels = FloatFile.read(folder.resolve("images"));
    int batch = pixels.length / SIZE / SIZE;
    images = Nd4j.create(pixels, new int[] {batch, 1, SIZE, SIZE});
    labels = Nd4j.zeros(batch, CLASSES);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    network = lenet();
    for (int i = 0; i < LAYERS.length; i++) {
      set(LAYERS[i], "W", folder.resolve("weights" + i));
      set(LAYERS[i], "b", folder.resolve("bias" + i));
    }
    untrained = network.params().dup();
  }

  private static MultiLayerNetwork lenet() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(LEARNING_RATE))
            .activation(Activation.RELU)
            .list()
            .layer(new ConvolutionLayer.Builder(5, 5).padding(2, 2).nOut(6).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(16).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(new DenseLayer.Builder().nOut(120).build())
            .layer(new DenseLayer.Builder().nOut(84).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nOut(CLASSES)
                    .build())
            .setInputType(InputType.convolutional(SIZE, SIZE, 1))
            .build();
    var network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private void set(int layer, String name, Path file) throws IOException {
    var parameter = network.getLayer(layer).getParam(name);
    parameter.assign(Nd4j.create(FloatFile.read(file), parameter.shape(), 'c'));
  }

  @Override
  public void run() {
    network.fit(images, labels);
  }

  @Override
  public void reset() {
    network.setParams(untrained);
  }

  /**
   * The gradient of the first filters {@code [KH,KW,C,F]}, from how far the one step since {@link
   * #reset} went.
   */
  @Override
  public float[] result() {
    var stepped = network.getLayer(0).getParam("W").dup('c');
    network.setParams(untrained);
    var before = network.getLayer(0).getParam("W");
    return before.sub(stepped).div(LEARNING_RATE).permute(2, 3, 1, 0).dup('c').data().asFloat();
  }

  @Override
  public void close() {
    // The end of the process frees everything.
  }
}
