package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SummaryTest {
  @Test
  void addsUpTheLayers() {
    var result = CommandResult.of("summary", "lenet");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().matches("(?s).*\ntotal +61,706 +416,520\n.*"), result.out());
  }

  @Test
  void theLargestModelNeedsNoMemoryForItsWeights() {
    var result = CommandResult.of("summary", "vgg19");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().startsWith("VGG-19 for 1000 classes, one picture [224,224,3]\n"));
    assertTrue(
        result.out().matches("(?s).*\ntotal +143,667,240 +19,632,062,464\n.*"), result.out());
  }

  @Test
  void helpNamesTheModels() {
    var result = CommandResult.of("summary", "--help");
    assertTrue(
        result.out().contains("Which model: lenet, vgg16, vgg19, resnet50, squeezenet."),
        result.out());
  }

  @Test
  void anUnknownModelListsThoseThatThereAre() {
    CommandResult.of("summary", "alexnet")
        .assertRefused(
            "unknown model: alexnet; there are: lenet, vgg16, vgg19, resnet50, squeezenet");
  }
}
