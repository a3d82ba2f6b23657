package dev.fovea.bench;

import dev.fovea.backend.Precision;
import dev.fovea.bench.measure.Target;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.suites.Suite;
import java.nio.file.Path;
import java.util.List;

/**
 * What a user asks for.
 *
 * @param target the backend that is measured
 * @param precision how it computes sums of products
 * @param suites what to measure
 * @param peers beside whom
 * @param threads threads of each contender
 * @param quick whether a minute a suite must do
 * @param forks JVMs, or null for the default
 * @param filter words of the rows' names; empty for all rows
 * @param json where samples go, or null
 * @param report the folder that the page goes to, or null
 */
record Request(
    Target target,
    Precision precision,
    List<Suite> suites,
    List<Peer> peers,
    int threads,
    boolean quick,
    Integer forks,
    String filter,
    Path json,
    Path report) {}
