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
  void anUnknownModelListsThoseThatThereAre() {
    CommandResult.of("summary", "alexnet")
        .assertRefused(
            "unknown model: alexnet; there are: lenet, vgg16, vgg19, resnet50, squeezenet");
  }
}
