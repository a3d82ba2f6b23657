package dev.fovea.engine.data;

/**
 * A data set in its two usual, disjoint parts.
 *
 * @param name for messages: {@code mnist}, {@code digits}, …
 * @param train what is learned from
 * @param test what is judged by
 */
public record TrainTest(String name, Dataset train, Dataset test) {}
