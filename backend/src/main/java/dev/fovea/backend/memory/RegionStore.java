package dev.fovea.backend.memory;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Large blocks: pieces of regions. The smallest free piece that is large enough is cut, and
 * neighbours that are free become one again (Knuth, "The Art of Computer Programming", volume 1,
 * 2.5), so that what a step has freed serves its next tensors, whatever their sizes. A step of
 * VGG-16 with eight pictures holds 1.64 GB at most; with a free list for each size its blocks took
 * 2.2 GB.
 *
 * <p>Where the source has blocks that grow, there is one region, and memory for its end is taken
 * when no piece is large enough: that step takes 1.65 GB. Where it has none, there are regions of
 * several sizes, whose pieces never meet: 1.85 GB.
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

  /** The region that grows; null if there is none. */
  private Region<B> growing;

  private static final class Region<B> {
    private final B block;
    private final BlockSource.GrowingBlock<B> growth;
    private final long number;
    private long size;
    private Piece<B> last;

    /** A region without a piece; {@code growth} is null if it can't grow later. */
    Region(B block, BlockSource.GrowingBlock<B> growth, long number) {
      this.block = block;
      this.growth = growth;
      this.number = number;
    }
  }

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
    var piece = pieces.ceiling(new Piece<>(new Region<>(null, null, -1), 0, size));
    return piece == null ? null : lend(piece, size);
  }

  @Override
  public Loan<B> grow(long size, long most) {
    if (growing == null) {
      var growth = source.reserve();
      growing = growth == null ? null : new Region<>(growth.block(), growth, regions++);
    }
    var piece = growing == null ? null : atTheEnd(growing, size);
    return lend(piece == null ? inNewRegion(size, most) : piece, size);
  }

  /** A free piece of this size at the end of a region that grows; null if it can't so far. */
  private Piece<B> atTheEnd(Region<B> region, long size) {
    var last = region.last;
    long missing = last != null && last.isFree ? size - last.size : size;
    if (missing > region.growth.most() - region.size) {
      return null;
    }
    region.growth.resize(region.size + missing);
    return append(region, missing);
  }

  private Piece<B> inNewRegion(long size, long most) {
    long spare = Math.min(pages(total / GROWTH), MOST_SPARE);
    long bytes = Math.max(size, Math.min(spare, most / PAGE * PAGE));
    return append(new Region<>(source.take(bytes), null, regions++), bytes);
  }

  private Piece<B> append(Region<B> region, long size) {
    var piece = new Piece<>(region, region.size, size);
    link(region.last, piece);
    region.size += size;
    total += size;
    return putBack(piece);
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
    putBack(piece);
  }

  /** Makes a piece free, and one with its neighbours that are; that one. */
  private Piece<B> putBack(Piece<B> piece) {
    var whole = piece;
    if (piece.behind != null && piece.behind.isFree) {
      takeOut(piece.behind);
      merge(piece, piece.behind);
    }
    if (piece.before != null && piece.before.isFree) {
      takeOut(piece.before);
      whole = piece.before;
      merge(whole, piece);
    }
    whole.isFree = true;
    pieces.add(whole);
    free += whole.size;
    return whole;
  }

  private static <B> void merge(Piece<B> first, Piece<B> second) {
    first.size += second.size;
    link(first, second.behind);
  }

  /** Makes two pieces neighbours; one of them may be null, for the region's begin or end. */
  private static <B> void link(Piece<B> first, Piece<B> second) {
    if (first != null) {
      first.behind = second;
    }
    if (second == null) {
      first.region.last = first;
    } else {
      second.before = first;
      if (second.behind == null) {
        second.region.last = second;
      }
    }
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

  /** Regions of which a piece is held stay, without their end if they can grow. */
  @Override
  public void trim() {
    for (var piece : List.copyOf(pieces)) {
      var region = piece.region;
      if (piece.size == region.size) {
        remove(piece);
        end(region);
      } else if (region.growth != null && piece == region.last) {
        remove(piece);
        link(piece.before, null);
        region.size -= piece.size;
        region.growth.resize(region.size);
      }
    }
    if (growing != null && growing.last == null) { // the device refused memory for its first piece
      end(growing);
    }
  }

  private void end(Region<B> region) {
    source.giveBack(region.block);
    if (region == growing) {
      growing = null;
    }
  }

  private void remove(Piece<B> piece) {
    takeOut(piece);
    total -= piece.size;
  }
}
