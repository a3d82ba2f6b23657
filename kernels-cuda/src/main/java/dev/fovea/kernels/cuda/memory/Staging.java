package dev.fovea.kernels.cuda.memory;

import dev.fovea.kernels.cuda.runtime.Device;
import dev.fovea.kernels.cuda.runtime.Event;
import dev.fovea.kernels.cuda.runtime.Stream;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies between the host and the device in pieces. A piece on its way in crosses the bus on a
 * stream of its own into memory that nobody else uses, while kernels sent before it still run; only
 * its last step, from there to the target, takes its turn among them.
 */
public final class Staging implements AutoCloseable {
  private static final int SLOTS = 4;
  private static final int SLOT_BYTES = 1 << 20;

  private final Stream compute;
  private final Stream transfer = new Stream();
  private final Slot[] slots = new Slot[SLOTS];
  private int next;

  /** Memory for one piece. */
  private static final class Slot {
    final Pointer pinned = Device.allocatePinned(SLOT_BYTES);
    final MemorySegment host =
        MemorySegment.ofBuffer(new BytePointer(pinned).capacity(SLOT_BYTES).asByteBuffer());
    final Pointer device = Device.allocate(SLOT_BYTES);
    final Event crossed = new Event();
    final Event idle = new Event();

    void free() {
      Device.freePinned(pinned);
      Device.free(device);
      crossed.close();
      idle.close();
    }
  }

  /** Copies in the order of {@code compute}. */
  public Staging(Stream compute) {
    this.compute = compute;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  /** Copies to the device; when it returns, {@code source} may change. */
  public void in(MemorySegment source, BytePointer target) {
    for (long done = 0; done < source.byteSize(); done += SLOT_BYTES) {
      long bytes = Math.min(SLOT_BYTES, source.byteSize() - done);
      var slot = nextSlot();
      MemorySegment.copy(source, done, slot.host, 0, bytes);
      Device.copyIn(slot.device, slot.pinned, bytes, transfer);
      slot.crossed.record(transfer);
      compute.await(slot.crossed);
      Device.copy(target.getPointer(done), slot.device, bytes, compute);
      slot.idle.record(compute);
    }
  }

  /** Waits for what was sent before it, then copies to the host. */
  public void out(BytePointer source, MemorySegment target) {
    long bytes = target.byteSize();
    Slot before = null;
    for (long begin = 0; begin < bytes; begin += SLOT_BYTES) {
      var slot = nextSlot();
      Device.copyOut(
          slot.pinned, source.getPointer(begin), Math.min(SLOT_BYTES, bytes - begin), compute);
      slot.idle.record(compute);
      if (before != null) { // while this piece crosses the bus
        land(before, target, begin - SLOT_BYTES);
      }
      before = slot;
    }
    if (before != null) {
      land(before, target, (bytes - 1) / SLOT_BYTES * SLOT_BYTES);
    }
  }

  private static void land(Slot slot, MemorySegment target, long begin) {
    slot.idle.await();
    long bytes = Math.min(SLOT_BYTES, target.byteSize() - begin);
    MemorySegment.copy(slot.host, 0, target, begin, bytes);
  }

  private Slot nextSlot() {
    var slot = slots[next];
    next = (next + 1) % SLOTS;
    slot.idle.await();
    return slot;
  }

  @Override
  public void close() {
    for (var slot : slots) {
      slot.free();
    }
    transfer.close();
  }
}
