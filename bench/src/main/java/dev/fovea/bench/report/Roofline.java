package dev.fovea.bench.report;

import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.measure.Samples;
import dev.fovea.cli.plots.Fonts;
import dev.fovea.cli.plots.Palette;
import dev.fovea.cli.plots.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A roofline plot (Williams, Waterman and Patterson 2009): speed over arithmetic intensity, below
 * the machine's roof. A suite that is not counted in operations is plotted as bytes per second over
 * the size of its operands.
 *
 * @param result the suite
 * @param machine the limits at the width it ran with
 */
record Roofline(SuiteResult result, Machine machine) implements Picture {
  private static final List<Color> COLORS =
      List.of(Palette.VERMILION, new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.SQUARE,
          SeriesMarkers.CROSS);

  @Override
  public int width() {
    return 960;
  }

  @Override
  public int height() {
    return 520;
  }

  private boolean isCounted() {
    return result.rows().getFirst().row().work().flops() > 0;
  }

  private double amount(Row row) {
    return isCounted() ? row.row().work().flops() : row.row().work().bytes();
  }

  private double position(Row row) {
    var work = row.row().work();
    return isCounted() ? (double) work.flops() / work.bytes() : 1e-6 * work.bytes();
  }

  @Override
  public void paint(Graphics2D graphics) {
    var chart =
        new XYChartBuilder()
            .width(width())
            .height(height())
            .title(result.suite().id() + ": " + result.suite().title())
            .xAxisTitle(
                isCounted()
                    ? "arithmetic intensity, operations per byte"
                    : "operands, millions of bytes")
            .yAxisTitle(isCounted() ? "GFLOP/s" : "GB/s")
            .build();
    style(chart);
    roof(chart);
    var order = new ArrayList<>(result.peers());
    for (int i = 0; i < order.size(); i++) {
      var peer = order.get(i);
      points(
          chart,
          peer,
          row -> Optional.ofNullable(row.peers().get(peer)),
          COLORS.get(i % COLORS.size()),
          MARKERS.get(i % MARKERS.size()));
    }
    points(chart, "Fovea", row -> Optional.of(row.fovea()), Palette.BLUE, SeriesMarkers.CIRCLE);
    chart.paint(graphics, width(), height());
  }

  private void points(
      XYChart chart,
      String name,
      Function<Row, Optional<Samples>> contender,
      Color color,
      Marker marker) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    for (var row : result.rows()) {
      contender
          .apply(row)
          .ifPresent(
              samples -> {
                x.add(position(row));
                y.add(amount(row) / samples.median());
              });
    }
    if (x.isEmpty()) {
      return;
    }
    var series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(marker);
    series.setMarkerColor(color);
  }

  /** The limits, from the leftmost row to the rightmost. */
  private void roof(XYChart chart) {
    double least = result.rows().stream().mapToDouble(this::position).min().orElseThrow() / 1.5;
    double most = result.rows().stream().mapToDouble(this::position).max().orElseThrow() * 1.5;
    double memory = 1e-9 * Math.max(machine.readTogether(), machine.triadTogether());
    double peak = 1e-9 * machine.fmaTogether();
    double ridge = peak / memory;
    var x = new ArrayList<Double>(List.of(least));
    if (isCounted() && least < ridge && ridge < most) {
      x.add(ridge);
    }
    x.add(most);
    var y = x.stream().map(at -> isCounted() ? Math.min(peak, memory * at) : memory).toList();
    var series = chart.addSeries("limit", x, y);
    series.setLineColor(Palette.TEXT);
    series.setLineStyle(new BasicStroke(1.6f));
    series.setMarker(SeriesMarkers.NONE);
  }

  private static void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setXAxisLogarithmic(true);
    styler.setYAxisLogarithmic(true);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartFontColor(Palette.TEXT);
    styler.setChartTitleFont(Fonts.sans(Font.BOLD, 16));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(Fonts.sans(Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(Fonts.sans(Font.PLAIN, 12));
    styler.setAxisTickLabelsColor(Palette.FAINT);
    styler.setAxisTickMarksColor(Palette.GRID);
    styler.setLegendFont(Fonts.sans(Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setMarkerSize(7);
    styler.setChartPadding(14);
  }
}
