/**
 * The {@code fovea} command. One class per command holds its options and nothing heavier, because
 * all of them are loaded for {@code --help}; the work is done by classes that are loaded when it
 * is.
 */
package dev.fovea.cli;
