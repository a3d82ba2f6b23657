package dev.fovea.bench.measure;

import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.peers.Peers;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.suites.Suite;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a fork measures. Host and fork both make it from the same few words, which travel as JMH
 * parameters, and so agree on the order of turns.
 *
 * @param target the backend that is measured
 * @param suite where the rows come from
 * @param rows indices of the suite's cases
 * @param peers who takes part
 * @param threads threads of each contender
 * @param rounds rounds of each row
 */
public record Plan(
    Target target, Suite suite, List<Integer> rows, List<Peer> peers, int threads, Rounds rounds) {
  /** Copies the lists. */
  public Plan {
    rows = List.copyOf(rows);
    peers = List.copyOf(peers);
  }

  /** The same with other rounds. */
  Plan withRounds(Rounds rounds) {
    return new Plan(target, suite, rows, peers, threads, rounds);
  }

  /** The same with other rows. */
  public Plan withRows(List<Integer> rows) {
    return new Plan(target, suite, rows, peers, threads, rounds);
  }

  /** The rows' cases. */
  public List<Case> cases() {
    var all = suite.cases();
    return rows.stream().map(all::get).toList();
  }

  /** The peers that take a row's work. */
  public List<Peer> peers(Case row) {
    return peers.stream().filter(peer -> peer.takes(row.work())).toList();
  }

  /** Turns: the limit first, then Fovea, then the peers. */
  public Schedule schedule() {
    return new Schedule(
        cases().stream().map(row -> 2 + peers(row).size()).toList(),
        rounds.warmUp(),
        cases().stream().map(row -> rounds.counted(row.work())).toList());
  }

  /** The rows as a JMH parameter. */
  String rowsText() {
    return rows.stream().map(String::valueOf).collect(Collectors.joining("+"));
  }

  /** The peers as a JMH parameter. */
  String peersText() {
    return peers.isEmpty() ? "none" : peers.stream().map(Peer::id).collect(Collectors.joining("+"));
  }

  /** The way back. */
  static Plan of(
      String backend, String suite, String rows, String peers, int threads, String rounds) {
    return new Plan(
        new Target(backend),
        Suite.find(suite).orElseThrow(),
        Arrays.stream(rows.split("\\+")).map(Integer::valueOf).toList(),
        peers.equals("none")
            ? List.of()
            : Arrays.stream(peers.split("\\+")).map(id -> Peers.find(id).orElseThrow()).toList(),
        threads,
        Rounds.of(rounds));
  }
}
