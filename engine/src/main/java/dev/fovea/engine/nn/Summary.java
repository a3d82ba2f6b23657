package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A model layer by layer, for a batch of one, from shapes alone.
 *
 * @param input shape of one sample, {@code [H,W,C]}
 * @param rows one per layer, in order
 */
public record Summary(Shape input, List<Row> rows) {
  /**
   * One layer.
   *
   * @param name path of the layer
   * @param description kind of the layer
   * @param output shape of its result for one sample
   * @param parameters values that training changes
   * @param multiplyAdds multiply-adds for one sample
   * @param receptiveField part of the picture that one of its values depends on
   */
  public record Row(
      String name,
      String description,
      Shape output,
      long parameters,
      long multiplyAdds,
      String receptiveField) {}

  /**
   * Walks through a model.
   *
   * @param sample shape of one sample, {@code [H,W,C]}
   */
  public static Summary of(Layer model, Shape sample) {
    var walk = new Walk(sample);
    walk.visit("", model);
    return new Summary(sample, List.copyOf(walk.rows));
  }

  /** Values that training changes. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-adds for one sample. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  private static final class Walk {
    private final Shape sample;
    private final List<Row> rows = new ArrayList<>();
    private Shape shape;
    private ReceptiveField field = ReceptiveField.PIXEL;

    Walk(Shape sample) {
      this.sample = sample;
      this.shape = Shape.of(1, sample.size(0), sample.size(1), sample.size(2));
    }

    void visit(String path, Layer layer) {
      switch (layer) {
        case Sequential sequence -> visitParts(path, sequence);
        case Residual residual -> visitSideBySide(path, residual);
        case Branches branches -> visitSideBySide(path, branches);
        default -> add(path, layer, layer.parameterCount(), layer.multiplyAdds(shape));
      }
    }

    private void visitParts(String path, Layer layer) {
      layer.children().forEach((name, part) -> visit(Layer.path(path, name), part));
    }

    /** Each part begins where the layer does; what joins them has a row of its own. */
    private void visitSideBySide(String path, Layer layer) {
      var inputShape = shape;
      var inputField = field;
      layer
          .children()
          .forEach(
              (name, part) -> {
                shape = inputShape;
                field = inputField;
                visit(Layer.path(path, name), part);
              });
      shape = inputShape;
      field = inputField;
      add(path, layer, 0, 0);
    }

    private void add(String path, Layer layer, long parameters, long multiplyAdds) {
      field = layer.receptiveField(field, shape);
      shape = layer.outputShape(shape);
      rows.add(
          new Row(
              path,
              layer.describe(),
              shape.without(0),
              parameters,
              multiplyAdds,
              field.within(sample.size(0), sample.size(1))));
    }
  }

  /** A table with a head and a line of totals. */
  @Override
  public String toString() {
    var table = new StringBuilder();
    line(table, "layer", "kind", "output", "parameters", "multiply-adds", "receptive field");
    line(table, "input", "", input.toString(), "", "", ReceptiveField.PIXEL.within(1, 1));
    for (var row : rows) {
      line(
          table,
          row.name,
          row.description,
          row.output.toString(),
          String.format(Locale.ROOT, "%,d", row.parameters),
          String.format(Locale.ROOT, "%,d", row.multiplyAdds),
          row.receptiveField);
    }
    line(
        table,
        "total",
        "",
        "",
        String.format(Locale.ROOT, "%,d", parameters()),
        String.format(Locale.ROOT, "%,d", multiplyAdds()),
        "");
    return table.toString();
  }

  private static void line(StringBuilder table, String... cells) {
    table.append("%-22s %-22s %-14s %12s %16s %17s%n".formatted((Object[]) cells).stripTrailing());
    table.append(System.lineSeparator());
  }
}
