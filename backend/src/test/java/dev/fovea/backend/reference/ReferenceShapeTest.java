package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Resize2d.Mode;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceShapeTest extends ReferenceFixture {
  @Test
  void permutes() {
    var y = output(6);
    backend.permute(Permute.of(Shape.of(2, 3), 1, 0), counting(1, 6), y);
    assertValues(y, 1, 4, 2, 5, 3, 6);
  }

  @Test
  void permutesChannelsLastToChannelsFirst() {
    var op = Permute.of(Shape.of(1, 2, 2, 3), 0, 3, 1, 2);
    var y = output(12);
    backend.permute(op, counting(0, 12), y);
    assertValues(y, 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11);
    var back = output(12);
    backend.permute(op.inverse(), y, back);
    assertValues(back, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void slicesAndInserts() {
    var op = new Slice(Shape.of(3, 4), Shape.of(1, 2), Shape.of(2, 2));
    var whole = counting(0, 12);
    var part = output(4);
    backend.slice(op, whole, part);
    assertValues(part, 6, 7, 10, 11);
    backend.insert(op, of(-1, -2, -3, -4), whole);
    assertValues(whole, 0, 1, 2, 3, 4, 5, -1, -2, 8, 9, -3, -4);
  }

  @Test
  void concatenates() {
    var op = new Concat(1, List.of(Shape.of(2, 1), Shape.of(2, 2)));
    var y = output(6);
    backend.concat(op, List.of(of(1, 2), of(3, 4, 5, 6)), y);
    assertValues(y, 1, 3, 4, 2, 5, 6);
  }

  private Buffer resizeRow(Mode mode, boolean alignCorners, int to, double... row) {
    var op = new Resize2d(mode, 1, 1, row.length, 1, to, 1, alignCorners);
    var y = output(to);
    backend.resize2d(op, of(row), y);
    return y;
  }

  @Test
  void resizes() {
    assertValues(resizeRow(Mode.NEAREST, false, 4, 1, 2), 1, 1, 2, 2);
    assertValues(resizeRow(Mode.NEAREST, false, 2, 1, 2, 3, 4), 1, 3);
    assertValues(resizeRow(Mode.NEAREST, true, 3, 1, 2), 1, 2, 2);
    assertValues(resizeRow(Mode.BILINEAR, false, 4, 0, 8), 0, 2, 6, 8);
    assertValues(resizeRow(Mode.BILINEAR, false, 2, 1, 3, 5, 9), 2, 7);
    assertValues(resizeRow(Mode.BILINEAR, true, 5, 0, 4, 6), 0, 2, 4, 5, 6);
    assertValues(resizeRow(Mode.BILINEAR, true, 1, 3, 4), 3);
  }

  @Test
  void rowsAndColumnsResizeApart() {
    var op = new Resize2d(Mode.BILINEAR, 1, 2, 3, 4, 1, 1, false);
    var y = output(4);
    backend.resize2d(op, of(0, 1, 2, 4, 5, 6), y); // the middle column, rows at 0, ¼, ¾ and 1
    assertValues(y, 1, 2, 4, 5);
  }

  @Test
  void bilinearMixesRowsAndColumnsOfEachChannel() {
    var op = new Resize2d(Mode.BILINEAR, 1, 2, 2, 1, 1, 2, false);
    var y = output(2);
    backend.resize2d(op, of(1, 10, 2, 20, 3, 30, 6, 60), y);
    assertValues(y, 3, 30);
    var dx = output(8);
    backend.resize2dGradient(op, of(4, 8), dx);
    assertValues(dx, 1, 2, 1, 2, 1, 2, 1, 2);
  }

  @Test
  void resizeGradientGivesEveryCellItsShare() {
    var dx = output(2);
    backend.resize2dGradient(
        new Resize2d(Mode.BILINEAR, 1, 1, 2, 1, 4, 1, false), of(1, 10, 100, 1000), dx);
    assertValues(dx, 1 + 7.5 + 25, 2.5 + 75 + 1000);
    backend.resize2dGradient(
        new Resize2d(Mode.NEAREST, 1, 1, 2, 1, 4, 1, false), of(1, 10, 100, 1000), dx);
    assertValues(dx, 11, 1100);
  }

  @Test
  void gathersAlongTheMiddle() {
    // x [2,3,2]; indices 2, 0 and two that don't exist
    var op = new Gather(2, 3, 2, 4);
    var y = output(16);
    var indices = ints(2, 0, 3, -1);
    backend.gather(op, counting(0, 12), indices, y);
    assertValues(y, 4, 5, 0, 1, NAN, NAN, NAN, NAN, 10, 11, 6, 7, NAN, NAN, NAN, NAN);
    var dx = output(12);
    backend.gatherGradient(op, counting(1, 16), indices, dx);
    assertValues(dx, 3, 4, 0, 0, 1, 2, 11, 12, 0, 0, 9, 10);
  }

  @Test
  void gradientsOfAnEntryGatheredTwiceAddUp() {
    var dx = output(2);
    backend.gatherGradient(new Gather(1, 2, 1, 3), of(1, 2, 4), ints(1, 1, 1), dx);
    assertValues(dx, 0, 7);
  }
}
