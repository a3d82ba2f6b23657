package dev.fovea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.FillOps;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.ShapeOps;
import dev.fovea.conformance.cases.CaseId;
import dev.fovea.conformance.cases.Catalog;
import dev.fovea.conformance.cases.Gradient;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogTest {
  /** Every method of the SPI's families. */
  static Set<String> spiMethods() {
    return Stream.of(
            ContractionOps.class,
            PoolingOps.class,
            NormalizationOps.class,
            ElementwiseOps.class,
            ReductionOps.class,
            ShapeOps.class,
            FillOps.class)
        .flatMap(family -> Arrays.stream(family.getDeclaredMethods()))
        .filter(method -> !method.isSynthetic())
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everySpiMethodHasCases() {
    var expected = new TreeSet<>(spiMethods());
    expected.add("conv2dPrepared"); // what Backend.prepare makes
    expected.add("conv2dPreparedInto");
    assertEquals(expected, new TreeSet<>(Conformance.methods()));
  }

  @Test
  void everyGradientMethodIsHeldAgainstDifferences() {
    var checked =
        Catalog.FAMILIES.stream()
            .flatMap(family -> family.ids().stream().map(family::make))
            .flatMap(made -> made.gradients().stream())
            .map(Gradient::operation)
            .collect(Collectors.toSet());
    for (var family : Catalog.FAMILIES) {
      if (family.method().endsWith("Gradient")) {
        var names =
            family.ids().stream().map(id -> family.make(id).operation()).distinct().toList();
        assertTrue(checked.containsAll(names), () -> names + " in " + checked);
      }
    }
  }

  @Test
  void randomCasesReachEveryFamily() {
    var methods = Catalog.random(1, 2000).stream().map(CaseId::method).collect(Collectors.toSet());
    assertEquals(new TreeSet<>(Conformance.methods()), new TreeSet<>(methods));
  }

  @Test
  void aCaseIsTheSameEveryTime() {
    for (var text :
        new String[] {"conv2d:17", "gemm:seed=5:index=77", "pool2d:seed=-5:index=7:size=3"}) {
      var id = CaseId.parse(text);
      assertEquals(text, id.toString());
      var family = Catalog.family(id.method());
      var first = family.make(id);
      var second = family.make(id);
      assertEquals(first.record(), second.record());
      for (int i = 0; i < first.operands().size(); i++) {
        assertEquals(
            Arrays.toString(first.operands().get(i).values()),
            Arrays.toString(second.operands().get(i).values()));
      }
    }
  }

  @Test
  void idsThatNameNoCaseAreRefused() {
    assertThrows(FoveaException.class, () -> CaseId.parse("conv2d"));
    assertThrows(FoveaException.class, () -> CaseId.parse("conv2d:seed=x:index=1"));
    assertThrows(FoveaException.class, () -> Catalog.family("conv3d"));
  }
}
