package dev.fovea.cli.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix: a row per true class, a column per predicted class, a count in each cell.
 * Right answers are blue, wrong ones vermilion, deeper where a class's share is larger; the last
 * column is the class's recall.
 *
 * @param title what was classified
 * @param classes names of the classes
 * @param counts samples by true and predicted class, {@code counts[true][predicted]}
 */
public record ConfusionPicture(String title, List<String> classes, long[][] counts)
    implements Picture {
  private static final int CELL = 52;
  private static final int LEFT = 92;
  private static final int TOP = 104;
  private static final int RIGHT = 96;
  private static final int BOTTOM = 24;

  /** Checks that the matrix is square and has a name for each class. */
  public ConfusionPicture {
    classes = List.copyOf(classes);
    if (counts.length != classes.size()
        || Arrays.stream(counts).anyMatch(row -> row.length != counts.length)) {
      throw new IllegalArgumentException("a row and a column per class: " + classes);
    }
  }

  @Override
  public int width() {
    return LEFT + CELL * classes.size() + RIGHT;
  }

  @Override
  public int height() {
    return TOP + CELL * classes.size() + BOTTOM;
  }

  @Override
  public void paint(Graphics2D graphics) {
    int side = CELL * classes.size();
    int middle = LEFT + side / 2;
    text(graphics, title, middle, 30, Font.BOLD, 16, Palette.TEXT);
    text(graphics, "predicted class", middle, 60, Font.PLAIN, 13, Palette.FAINT);
    text(graphics, "recall", LEFT + side + RIGHT / 2, TOP - 16, Font.PLAIN, 13, Palette.FAINT);
    var upright = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, 26, TOP + side / 2.0);
    text(graphics, "true class", 26, TOP + side / 2, Font.PLAIN, 13, Palette.FAINT);
    graphics.setTransform(upright);
    for (int i = 0; i < classes.size(); i++) {
      text(graphics, classes.get(i), centre(LEFT, i), TOP - 16, Font.BOLD, 13, Palette.TEXT);
      text(graphics, classes.get(i), LEFT - 20, centre(TOP, i), Font.BOLD, 13, Palette.TEXT);
      row(graphics, i);
    }
  }

  private void row(Graphics2D graphics, int row) {
    long total = Arrays.stream(counts[row]).sum();
    for (int column = 0; column < classes.size(); column++) {
      cell(graphics, row, column, total == 0 ? 0 : (double) counts[row][column] / total);
    }
    var recall =
        total == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * counts[row][row] / total);
    int x = LEFT + CELL * classes.size() + RIGHT / 2;
    text(graphics, recall, x, centre(TOP, row), Font.PLAIN, 13, Palette.TEXT);
  }

  private void cell(Graphics2D graphics, int row, int column, double share) {
    // A power below 1 shows one error in a thousand, which would be as good as white otherwise.
    var color = row == column ? Palette.BLUE : Palette.VERMILION;
    double depth = row == column ? share : 0.9 * Math.pow(share, 0.4);
    graphics.setColor(share == 0 ? new Color(0xF6F6F6) : Palette.tint(color, depth));
    graphics.fillRect(LEFT + CELL * column, TOP + CELL * row, CELL - 2, CELL - 2);
    if (counts[row][column] > 0) {
      var ink = depth > 0.6 ? Color.WHITE : Palette.TEXT;
      var count = Long.toString(counts[row][column]);
      int style = row == column ? Font.BOLD : Font.PLAIN;
      text(graphics, count, centre(LEFT, column), centre(TOP, row), style, 13, ink);
    }
  }

  private static int centre(int start, int index) {
    return start + CELL * index + (CELL - 2) / 2;
  }

  /** Draws text around a point. */
  private static void text(
      Graphics2D graphics, String text, int x, int y, int style, int size, Color color) {
    var font = Fonts.sans(style, size);
    var outline = font.createGlyphVector(graphics.getFontRenderContext(), text);
    double width = outline.getLogicalBounds().getWidth();
    var digits = font.createGlyphVector(graphics.getFontRenderContext(), "0").getVisualBounds();
    graphics.setColor(color);
    graphics.fill(
        outline.getOutline((float) (x - width / 2), (float) (y + digits.getHeight() / 2)));
  }
}
