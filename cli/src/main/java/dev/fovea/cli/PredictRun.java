package dev.fovea.cli;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.models.ModelFile;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import dev.fovea.engine.vision.Image;
import dev.fovea.engine.vision.Pictures;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One run of {@code fovea predict}. */
record PredictRun(PredictCommand options, PrintStream out) {
  /** One class and how likely the model takes it to be, in {@code [0, 1]}. */
  private record Guess(String name, double probability) {
    Map<String, Object> object() {
      var object = new LinkedHashMap<String, Object>();
      object.put("class", name);
      object.put("probability", probability);
      return object;
    }
  }

  /** Prints the likeliest classes. */
  int run() {
    if (options.top < 1) {
      throw new FoveaException("predict: at least one class: top=" + options.top);
    }
    try (var backend = BackendChoice.open(options.backend, options.threads);
        var model = ModelFile.load(options.model, backend)) {
      var sample = model.type().sampleShape();
      if (sample.size(2) != 1) {
        throw new FoveaException(
            "predict: only gray pictures can be classified so far: model=%s, pictures=%s"
                .formatted(model.type().name(), sample));
      }
      var read = Pictures.readGray(options.image, sample.size(0), sample.size(1));
      boolean inverted = isBrightGround(read);
      var guesses = classify(model, inverted ? read.inverted() : read);
      if (options.json) {
        printJson(guesses, inverted);
      } else {
        printText(guesses, inverted);
      }
    }
    return 0;
  }

  private List<Guess> classify(ModelFile model, Image image) {
    float[] probabilities;
    try (var _ = Scope.open()) {
      var shape = Shape.of(1, image.height(), image.width(), image.channels());
      var first = model.layer().parameters().values().iterator().next();
      var logits = model.layer().forward(Tensor.of(first.backend(), shape, image.values()));
      probabilities = Functions.softmax(logits).toFloats();
    }
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> new Guess(model.classNames().get(i), probabilities[i]))
        .sorted(Comparator.comparingDouble(Guess::probability).reversed())
        .limit(options.top)
        .toList();
  }

  /** Models learn bright strokes on black; what the border shows is the ground. */
  private static boolean isBrightGround(Image image) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        if (y == 0 || x == 0 || y == image.height() - 1 || x == image.width() - 1) {
          sum += image.values()[image.offset(y, x)];
          count++;
        }
      }
    }
    return sum > 0.5 * count;
  }

  private void printText(List<Guess> guesses, boolean inverted) {
    var table = new Table("class", "probability");
    guesses.forEach(guess -> table.row(guess.name, Units.percent(guess.probability)));
    out.print(table);
    if (inverted) {
      out.println("(dark on a bright ground: inverted)");
    }
  }

  private void printJson(List<Guess> guesses, boolean inverted) {
    var object = new LinkedHashMap<>(guesses.getFirst().object());
    object.put("inverted", inverted);
    object.put("top", guesses.stream().map(Guess::object).toList());
    out.println(Json.line(object));
  }
}
