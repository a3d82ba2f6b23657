package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.train.EpochReport;
import dev.fovea.engine.train.Recipe;
import dev.fovea.engine.train.TrainingResult;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;

/** One JSON object per epoch, and a last one. */
record JsonReport(PrintStream out) implements TrainReport {
  @Override
  public void begin(Layer model, TrainTest data, Backend backend, Recipe recipe, int epochsDone) {}

  @Override
  public void onEpoch(EpochReport report) {
    var object = new LinkedHashMap<String, Object>();
    object.put("epoch", report.epoch());
    object.put("trainLoss", report.trainLoss());
    object.put("testAccuracy", report.testAccuracy());
    object.put("imagesPerSecond", report.imagesPerSecond());
    print(object);
  }

  @Override
  public void end(TrainingResult result, List<String> classes, Backend backend, ResultFiles files) {
    var object = new LinkedHashMap<String, Object>();
    object.put("final", true);
    object.put("testAccuracy", result.test().accuracy());
    object.put("imagesPerSecond", result.imagesPerSecond());
    object.put("weightsSha256", result.weightsSha256());
    object.put("backend", backend.name());
    object.put("threads", backend.threads());
    print(object);
  }

  private void print(Object object) {
    out.println(Json.line(object));
    out.flush();
  }

  @Override
  public void close() {}
}
