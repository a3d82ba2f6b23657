package dev.fovea.bench.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Whose turn it is. Row after row; within a row, round after round; within a round, each contender
 * once. A JMH iteration is a turn, so the order alone says whose figure it is.
 *
 * @param contenders how many take part in each row
 * @param warmUp rounds that don't count
 * @param rounds rounds of each row that do
 */
public record Schedule(List<Integer> contenders, int warmUp, List<Integer> rounds) {
  /**
   * One turn.
   *
   * @param row index of the row
   * @param round from 0; those below the warm-up don't count
   * @param contender index within the row
   */
  public record Turn(int row, int round, int contender) {}

  /** Copies the lists. */
  public Schedule {
    contenders = List.copyOf(contenders);
    rounds = List.copyOf(rounds);
  }

  /** All turns in order. */
  public List<Turn> turns() {
    var turns = new ArrayList<Turn>();
    for (int row = 0; row < contenders.size(); row++) {
      for (int round = 0; round < warmUp + rounds.get(row); round++) {
        for (int contender = 0; contender < contenders.get(row); contender++) {
          turns.add(new Turn(row, round, contender));
        }
      }
    }
    return turns;
  }

  /**
   * Sorts a fork's figures.
   *
   * @param scores one per turn
   * @return by row, contender and measured round
   */
  public double[][][] sort(double[] scores) {
    var turns = turns();
    if (scores.length != turns.size()) {
      throw new IllegalArgumentException(
          "a fork ended early: turns=" + turns.size() + ", figures=" + scores.length);
    }
    var sorted = new double[contenders.size()][][];
    for (int row = 0; row < sorted.length; row++) {
      sorted[row] = new double[contenders.get(row)][rounds.get(row)];
    }
    for (int i = 0; i < scores.length; i++) {
      var turn = turns.get(i);
      if (turn.round() >= warmUp) {
        sorted[turn.row()][turn.contender()][turn.round() - warmUp] = scores[i];
      }
    }
    return sorted;
  }
}
