package dev.fovea.engine.graph;

/** What a recorded call reads: a result of the pass itself, or something that stays the same. */
public sealed interface Operand permits Value, Constant {}
