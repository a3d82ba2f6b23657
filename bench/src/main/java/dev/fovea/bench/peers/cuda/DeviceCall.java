package dev.fovea.bench.peers.cuda;

import dev.fovea.bench.work.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.cuda.global.cudart;

/**
 * A call of a library on operands of the GPU. As Fovea's side does, it waits for the end of each
 * call.
 */
final class DeviceCall implements Contender {
  private final List<DeviceArray> arrays;
  private final Runnable launch;
  private final DeviceArray result;
  private final UnaryOperator<float[]> order;

  private DeviceCall(
      List<DeviceArray> arrays, Runnable launch, DeviceArray result, UnaryOperator<float[]> order) {
    this.arrays = new ArrayList<>(arrays);
    this.launch = launch;
    this.result = result;
    this.order = order;
  }

  /**
   * A call whose result is laid out as Fovea's.
   *
   * @param arrays what it uses, to be freed
   * @param result one of them, or null if it can't be compared
   */
  static DeviceCall of(List<DeviceArray> arrays, Runnable launch, DeviceArray result) {
    return new DeviceCall(arrays, launch, result, UnaryOperator.identity());
  }

  /** A call whose result is in another order. */
  static DeviceCall of(
      List<DeviceArray> arrays, Runnable launch, DeviceArray result, UnaryOperator<float[]> order) {
    return new DeviceCall(arrays, launch, result, order);
  }

  @Override
  public void run() {
    launch.run();
    Status.cuda(cudart.cudaDeviceSynchronize());
  }

  @Override
  public Optional<float[]> result() {
    return Optional.ofNullable(result).map(DeviceArray::toFloats).map(order);
  }

  @Override
  public void close() {
    arrays.forEach(DeviceArray::close);
  }
}
