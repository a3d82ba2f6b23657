package dev.fovea.cli.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Loss and accuracy over epochs: loss on the left axis, accuracy on the right one.
 *
 * @param title what was trained, on what
 * @param trainLoss mean training loss per epoch
 * @param testAccuracy share of test samples classified correctly per epoch, in {@code [0,1]}
 */
public record TrainingCurve(String title, List<Double> trainLoss, List<Double> testAccuracy)
    implements Picture {
  /** Copies the curves. */
  public TrainingCurve {
    trainLoss = List.copyOf(trainLoss);
    testAccuracy = List.copyOf(testAccuracy);
  }

  @Override
  public int width() {
    return 800;
  }

  @Override
  public int height() {
    return 480;
  }

  @Override
  public void paint(Graphics2D graphics) {
    var chart =
        new XYChartBuilder()
            .width(width())
            .height(height())
            .title(title)
            .xAxisTitle("epoch")
            .build();
    style(chart);
    var epochs = IntStream.rangeClosed(1, trainLoss.size()).boxed().toList();
    curve(chart.addSeries("training loss", epochs, trainLoss), Palette.VERMILION, 0);
    var percent = testAccuracy.stream().map(share -> 100 * share).toList();
    curve(chart.addSeries("test accuracy", epochs, percent), Palette.BLUE, 1);
    chart.setYAxisGroupTitle(0, "training loss");
    chart.setYAxisGroupTitle(1, "test accuracy, %");
    chart.paint(graphics, width(), height());
  }

  private void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotContentSize(0.94);
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
    styler.setChartPadding(14);
    styler.setYAxisMin(0, 0.0);
    styler.setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
    styler.setYAxisGroupTitleColor(0, Palette.VERMILION);
    styler.setYAxisGroupTitleColor(1, Palette.BLUE);
    styler.setYAxisGroupTickLabelsColorMap(0, Palette.VERMILION);
    styler.setYAxisGroupTickLabelsColorMap(1, Palette.BLUE);
    styler.setYAxisDecimalPattern("0.###");
    // The chart library would put ticks at 1.5, too.
    chart.setCustomXAxisTickLabelsFormatter(
        epoch -> epoch == Math.rint(epoch) ? Long.toString(epoch.longValue()) : "");
  }

  private static void curve(XYSeries series, Color color, int axis) {
    series.setYAxisGroup(axis);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(color);
  }
}
