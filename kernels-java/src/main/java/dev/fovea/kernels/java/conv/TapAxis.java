package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d.Padding;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each target along one axis is made of: {@code target[i] = Σ source[sources[i][j]] ·
 * w[taps[i][j]]}. Forward the targets are outputs and the sources cells of the image, backward the
 * other way round. Padding, stride and dilation are worked out here, once.
 *
 * @param taps for each target, its taps, ascending by source
 * @param sources for each target, the source under each of its taps
 */
record TapAxis(int[][] taps, int[][] sources) {
  /** Outputs, made of cells. */
  static TapAxis forward(Window axis, Padding padding) {
    return of(axis, padding, true);
  }

  /** Cells' gradients, made of outputs' gradients. */
  static TapAxis backward(Window axis, Padding padding) {
    return of(axis, padding, false);
  }

  private static TapAxis of(Window axis, Padding padding, boolean forward) {
    int targets = forward ? axis.output() : axis.size();
    var taps = new int[targets][0];
    var sources = new int[targets][0];
    for (int output = 0; output < axis.output(); output++) {
      for (int tap = 0; tap < axis.kernel(); tap++) {
        int position = output * axis.stride() - axis.before() + tap * axis.dilation();
        int cell = Math.clamp(position, 0, axis.size() - 1);
        if (cell == position || padding == Padding.EDGE) {
          int target = forward ? output : cell;
          taps[target] = append(taps[target], tap);
          sources[target] = append(sources[target], forward ? cell : output);
        }
      }
    }
    return new TapAxis(taps, sources);
  }

  private static int[] append(int[] array, int value) {
    var longer = Arrays.copyOf(array, array.length + 1);
    longer[array.length] = value;
    return longer;
  }

  /** Number of targets. */
  int size() {
    return taps.length;
  }

  /**
   * Targets {@code first, first + step, …} that have the same taps, at sources that advance alike.
   *
   * @param first the first target, whose taps and sources are those of the run
   * @param count targets, at least 1
   * @param step from a target to the next
   * @param sourceStep from a target's source to the next's
   */
  record Run(int first, int count, int step, int sourceStep) {}

  /** Cuts all targets into runs of targets that lie {@code step} apart. */
  List<Run> runs(int step) {
    var runs = new ArrayList<Run>();
    for (int phase = 0; phase < Math.min(step, size()); phase++) {
      for (int first = phase; first < size(); ) {
        var run = run(first, step);
        runs.add(run);
        first += run.count() * step;
      }
    }
    return List.copyOf(runs);
  }

  private Run run(int first, int step) {
    int next = first + step;
    if (next >= size() || taps[first].length == 0 || taps[next].length == 0) {
      return new Run(first, 1, step, 0);
    }
    int sourceStep = sources[next][0] - sources[first][0];
    int count = 1;
    while (next < size() && continues(next - step, next, sourceStep)) {
      count++;
      next += step;
    }
    return new Run(first, count, step, sourceStep);
  }

  private boolean continues(int target, int next, int sourceStep) {
    var shifted = Arrays.stream(sources[target]).map(source -> source + sourceStep).toArray();
    return Arrays.equals(taps[target], taps[next]) && Arrays.equals(shifted, sources[next]);
  }
}
