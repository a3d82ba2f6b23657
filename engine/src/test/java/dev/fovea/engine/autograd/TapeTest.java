package dev.fovea.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import dev.fovea.engine.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  private Tensor parameter(int... sizes) {
    return Tensor.empty(backend, Shape.of(sizes)).fill(1).requiresGradient(true);
  }

  @Test
  void backwardFreesAllButTheLoss() {
    try (var x = Tensor.zeros(backend, Shape.of(64, 64)).fill(1);
        var w = parameter(64, 64)) {
      long before = backend.memory().live();
      try (var tape = Tape.open()) {
        var y = x;
        for (int i = 0; i < 5; i++) {
          y = Functions.linear(y, w, null, Activation.RELU);
        }
        var loss = Functions.mean(y);
        tape.backward(loss);
        long gradient = 64 * 64 * 4;
        assertTrue(backend.memory().live() <= before + gradient + 64 * 4);
        assertEquals(Math.pow(64, 5), loss.item(), 1);
        var intermediate = y;
        assertThrows(FoveaException.class, intermediate::toFloats);
      }
      assertEquals(before + 64 * 64 * 4, backend.memory().live());
    }
  }

  @Test
  void gradientsAddUpUntilCleared() {
    try (var w = parameter(3)) {
      for (int pass = 1; pass <= 2; pass++) {
        try (var tape = Tape.open()) {
          tape.backward(Functions.sum(Functions.affine(w, 2, 0)));
        }
        assertArrayEquals(new float[] {2 * pass, 2 * pass, 2 * pass}, w.gradient().toFloats());
      }
      w.clearGradient();
      assertNull(w.gradient());
    }
  }

  @Test
  void whatFailsHalfwayLeavesNothing() {
    try (var x = parameter(3)) {
      assertThrows(
          IllegalStateException.class,
          () -> {
            try (var _ = Tape.open()) {
              Functions.relu(Functions.affine(x, 2, 0));
              throw new IllegalStateException();
            }
          });
      assertEquals(64, backend.memory().live());
    }
  }

  @Test
  void nothingIsWrittenDownWithoutATapeOrAParameter() {
    try (var w = parameter(3);
        var y = Functions.relu(w)) {
      assertTrue(!y.requiresGradient());
    }
    try (var tape = Tape.open()) {
      var loss = Functions.sum(Tensor.zeros(backend, Shape.of(3)));
      assertThrows(ShapeException.class, () -> tape.backward(loss));
    }
  }

  @Test
  void lossMustBeOneValue() {
    try (var w = parameter(3);
        var tape = Tape.open()) {
      var y = Functions.relu(w);
      var error = assertThrows(ShapeException.class, () -> tape.backward(y));
      assertEquals("backward: loss must be one value: shape=[3]", error.getMessage());
    }
  }

  @Test
  void gradientsThatNobodyNeedsAreNotComputed() {
    var calls = new ArrayList<String>();
    var watched = watch(calls);
    var op = Conv2d.of(1, Window.of(4, 3), Window.of(4, 3), 1, 2);
    try (var x = Tensor.zeros(watched, op.input()).fill(1);
        var w = Tensor.zeros(watched, op.weights()).requiresGradient(true);
        var tape = Tape.open()) {
      tape.backward(Functions.sum(Functions.conv2d(op, x, w, null, Activation.IDENTITY)));
    }
    assertTrue(calls.contains("conv2dWeightGradient"));
    assertTrue(!calls.contains("conv2dInputGradient"));
  }

  private Backend watch(List<String> calls) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
