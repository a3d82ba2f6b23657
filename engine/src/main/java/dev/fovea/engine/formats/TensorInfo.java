package dev.fovea.engine.formats;

import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Shape;

/**
 * Where a tensor lies in a file.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape its sizes
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorInfo(String name, DataType type, Shape shape, long begin, long end) {}
