package dev.fovea.backend.memory;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Large blocks: pieces of regions. The smallest free piece that is large enough is cut, and
 * neighbours that are free become one again (Knuth, "The Art of Computer Programming", volume 1,
 * 2.5), so that what a step has freed serves its next tensors, whatever their sizes. A step of
 * VGG-16 with eight pictures holds 1.56 GB at most; with a free list for each size its blocks took
 * 2.2 GB.
 *
 * <p>Of pieces alike the one that was taken from the device first is cut: steps that are alike find
 * their operands where they were.
 *
 * @param <B> what stands for a block
 */
final class RegionStore<B> implements BlockStore<B> {
  /** A page of memory, or of what a device aligns by. */
  private static final long PAGE = 4096;

  /** A region takes this share of what all have, or what is asked if that is more; */
  private static final long GROWTH = 4;

  /** and no more than this, if not so much is asked: what lies idle must stay little. */
  private static final long MOST_SPARE = 128L << 20;

  private final BlockSource<B> source;
  private final TreeSet<Piece<B>> pieces =
      new TreeSet<>(
          Comparator.<Piece<B>>comparingLong(piece -> piece.size)
              .thenComparingLong(piece -> piece.region.number)
              .thenComparingLong(piece -> piece.offset));
  private long free;
  private long total;
  private long regions;

  private record Region<B>(B block, long number, long size) {}

  private static final class Piece<B> implements Loan<B> {
    private final Region<B> region;
    private final long offset;
    private long size;
    private boolean isFree;
    private Piece<B> before;
    private Piece<B> behind;
    private B block;

    Piece(Region<B> region, long offset, long size) {
      this.region = region;
      this.offset = offset;
      this.size = size;
    }

    @Override
    public B block() {
      return block;
    }

    @Override
    public long size() {
      return size;
    }
  }

  RegionStore(BlockSource<B> source) {
    this.source = source;
  }

  @Override
  public long round(long bytes) {
    return pages(bytes + source.spare());
  }

  private static long pages(long bytes) {
    return Math.ceilDiv(bytes, PAGE) * PAGE;
  }

  @Override
  public Loan<B> poll(long size) {
    var piece = pieces.ceiling(new Piece<>(new Region<>(null, -1, 0), 0, size));
    return piece == null ? null : lend(piece, size);
  }

  @Override
  public Loan<B> grow(long size, long most) {
    long spare = Math.min(pages(total / GROWTH), MOST_SPARE);
    long bytes = Math.max(size, Math.min(spare, most / PAGE * PAGE));
    var whole = new Piece<>(new Region<>(source.take(bytes), regions++, bytes), 0, bytes);
    total += bytes;
    putBack(whole);
    return lend(whole, size);
  }

  private Piece<B> lend(Piece<B> piece, long size) {
    takeOut(piece);
    if (piece.size > size) {
      var rest = new Piece<>(piece.region, piece.offset + size, piece.size - size);
      piece.size = size;
      link(rest, piece.behind);
      link(piece, rest);
      putBack(rest);
    }
    piece.block = source.part(piece.region.block, piece.offset, size);
    return piece;
  }

  @Override
  public void giveBack(Loan<B> loan) {
    var piece = (Piece<B>) loan;
    piece.block = null;
    if (piece.behind != null && piece.behind.isFree) {
      takeOut(piece.behind);
      merge(piece, piece.behind);
    }
    if (piece.before != null && piece.before.isFree) {
      takeOut(piece.before);
      piece = merge(piece.before, piece);
    }
    putBack(piece);
  }

  private static <B> Piece<B> merge(Piece<B> first, Piece<B> second) {
    first.size += second.size;
    link(first, second.behind);
    return first;
  }

  private static <B> void link(Piece<B> first, Piece<B> second) {
    first.behind = second;
    if (second != null) {
      second.before = first;
    }
  }

  private void putBack(Piece<B> piece) {
    piece.isFree = true;
    pieces.add(piece);
    free += piece.size;
  }

  private void takeOut(Piece<B> piece) {
    pieces.remove(piece);
    piece.isFree = false;
    free -= piece.size;
  }

  @Override
  public long free() {
    return free;
  }

  /** Regions of which a piece is held stay. */
  @Override
  public void trim() {
    for (var piece : List.copyOf(pieces)) {
      if (piece.size == piece.region.size) {
        takeOut(piece);
        total -= piece.size;
        source.giveBack(piece.region.block);
      }
    }
  }
}
