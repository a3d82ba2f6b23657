package dev.fovea.bench;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the design: no module and no part of the engine knows what is above it. */
class LayeringTest {
  private static final List<String> MODULES =
      List.of("backend", "kernels-java", "kernels-cuda", "conformance", "engine", "cli", "bench");

  private static JavaClasses classes;

  @BeforeAll
  static void importAllModules() {
    var folders =
        MODULES.stream().map(module -> Path.of("..", module, "target", "classes")).toList();
    folders.forEach(folder -> assertTrue(Files.isDirectory(folder), folder + " is not built"));
    classes = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void modulesPointTowardsTheBackend() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.fovea..")
        .layer("backend")
        .definedBy("dev.fovea.backend..")
        .layer("kernels-java")
        .definedBy("dev.fovea.kernels.java..")
        .layer("kernels-cuda")
        .definedBy("dev.fovea.kernels.cuda..")
        .layer("conformance")
        .definedBy("dev.fovea.conformance..")
        .layer("engine")
        .definedBy("dev.fovea.engine..")
        .layer("cli")
        .definedBy("dev.fovea.cli..")
        .layer("bench")
        .definedBy("dev.fovea.bench..")
        .whereLayer("backend")
        .mayNotAccessAnyLayer()
        .whereLayer("kernels-java")
        .mayOnlyAccessLayers("backend")
        .whereLayer("kernels-cuda")
        .mayOnlyAccessLayers("backend")
        .whereLayer("conformance")
        .mayOnlyAccessLayers("backend")
        .whereLayer("engine")
        .mayOnlyAccessLayers("backend")
        .whereLayer("cli")
        .mayOnlyAccessLayers("backend", "engine", "conformance")
        .check(classes);
  }

  @Test
  void partsOfTheEngineFormNoCycle() {
    slices().matching("dev.fovea.engine.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void partsOfTheJavaKernelsFormNoCycle() {
    slices().matching("dev.fovea.kernels.java.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void partsOfTheCudaKernelsFormNoCycle() {
    slices().matching("dev.fovea.kernels.cuda.(*)..").should().beFreeOfCycles().check(classes);
  }
}
