#include <cuda_runtime.h>

#include <deque>

#include "check.h"

namespace {

const std::vector<size_t> lengths = {1, 3, 4, 5, 127, 1024, 1027, 9001};
constexpr double roundoff = 6e-8;

std::vector<double> bounds(size_t length) { return std::vector<double>(length, 32 * roundoff); }

}  // namespace

TEST(update_axpby) {
  for (size_t length : lengths) {
    std::vector<float> x = test::uniform(length, 1);
    std::vector<float> y = test::uniform(length, 2);
    std::vector<double> expected;
    std::vector<double> scaled;
    for (size_t i = 0; i < length; i++) {
      expected.push_back(0.5 * x[i] - 2.0 * y[i]);
      scaled.push_back(0.5 * x[i]);
    }
    test::DeviceArray deviceX(x);
    test::DeviceArray deviceY(y);
    test::DeviceArray unread(std::vector<float>(length, NAN));
    auto n = static_cast<int64_t>(length);
    CHECK(fovea_axpby_float32(deviceX.data(), deviceY.data(), n, 0.5F, -2, nullptr) == cudaSuccess);
    CHECK(fovea_axpby_float32(deviceX.data(), unread.data(), n, 0.5F, 0, nullptr) == cudaSuccess);
    test::checkClose("axpby", deviceY.values(), expected, bounds(length));
    test::checkClose("axpby, beta=0", unread.values(), scaled, bounds(length));
  }
}

namespace {

/** Values on the device that begin one element behind a multiple of 16 bytes, or at one. */
class Placed {
 public:
  Placed(const std::vector<float>& values, bool aligned) : shift_(aligned ? 0 : 1), array_(shifted(values, shift_)) {}

  float* data() { return array_.data() + shift_; }

  std::vector<float> values() const {
    std::vector<float> all = array_.values();
    all.erase(all.begin(), all.begin() + shift_);
    return all;
  }

 private:
  static std::vector<float> shifted(std::vector<float> values, int shift) {
    values.insert(values.begin(), shift, NAN);
    return values;
  }

  int shift_;
  test::DeviceArray array_;
};

/** What a step is given of one parameter, and what it must leave. */
struct Slot {
  std::vector<float> gradient;
  Placed w;
  Placed deviceGradient;
  Placed first;  /* or the velocity */
  Placed second;
  std::vector<double> expectedW;
  std::vector<double> expectedFirst;
  std::vector<double> expectedSecond;

  Slot(size_t length, unsigned seed, bool aligned)
      : gradient(test::uniform(length, seed + 1)),
        w(test::uniform(length, seed), aligned),
        deviceGradient(gradient, aligned),
        first(test::uniform(length, seed + 2), aligned),
        second(test::uniform(length, seed + 3, 0.5F, 1), aligned) {}

  size_t length() const { return gradient.size(); }

  void check(const std::string& what) const {
    test::checkClose(what + ", w", w.values(), expectedW, bounds(length()));
    test::checkClose(what + ", first", first.values(), expectedFirst, bounds(length()));
    test::checkClose(what + ", second", second.values(), expectedSecond, bounds(length()));
    CHECK(deviceGradient.values() == gradient);
  }
};

std::vector<double> widened(const std::vector<float>& values) { return {values.begin(), values.end()}; }

/** So many parameters, of every length in turn; some misaligned. */
std::deque<Slot> slotsOf(int count) {
  std::deque<Slot> slots;
  for (int i = 0; i < count; i++) {
    slots.emplace_back(lengths[i % lengths.size()], i, i % 3 != 1);
  }
  return slots;
}

fovea_sgd_parameter sgd(Slot& slot, const fovea_sgd_step& op) {
  std::vector<float> w = slot.w.values();
  std::vector<float> velocity = slot.first.values();
  slot.expectedFirst = widened(velocity);
  slot.expectedSecond = widened(slot.second.values());
  for (size_t i = 0; i < slot.length(); i++) {
    double step = slot.gradient[i] + static_cast<double>(op.weight_decay) * w[i];
    double v = op.momentum * static_cast<double>(velocity[i]) + step;
    double ahead = op.nesterov != 0 ? step + op.momentum * v : v;
    slot.expectedW.push_back(w[i] - op.learning_rate * ahead);
    if (op.momentum != 0) {
      slot.expectedFirst[i] = v;
    } else {
      slot.expectedW[i] = w[i] - op.learning_rate * step;
    }
  }
  float* kept = op.momentum == 0 ? nullptr : slot.first.data();
  return {op, slot.w.data(), slot.deviceGradient.data(), kept, static_cast<int64_t>(slot.length())};
}

fovea_adam_parameter adam(Slot& slot, const fovea_adam_step& op) {
  std::vector<float> w = slot.w.values();
  std::vector<float> first = slot.first.values();
  std::vector<float> second = slot.second.values();
  for (size_t i = 0; i < slot.length(); i++) {
    bool decoupled = op.decoupled != 0;
    double g = slot.gradient[i] + (decoupled ? 0 : static_cast<double>(op.weight_decay) * w[i]);
    double m = op.beta1 * static_cast<double>(first[i]) + (1 - op.beta1) * g;
    double v = op.beta2 * static_cast<double>(second[i]) + (1 - op.beta2) * g * g;
    double root = std::sqrt(v) / op.root_correction + op.epsilon;
    double shrinking = decoupled ? static_cast<double>(op.learning_rate) * op.weight_decay * w[i] : 0;
    slot.expectedFirst.push_back(m);
    slot.expectedSecond.push_back(v);
    slot.expectedW.push_back(w[i] - op.step_size * m / root - shrinking);
  }
  return {op,
          slot.w.data(),
          slot.deviceGradient.data(),
          slot.first.data(),
          slot.second.data(),
          static_cast<int64_t>(slot.length())};
}

/** One; some; as many as fit into small arguments, and one more; more than fit into large ones. */
const std::vector<int> counts = {1, 10, 53, 54, 78, 79, 431, 700};

}  // namespace

TEST(update_sgd) {
  for (int count : counts) {
    std::deque<Slot> slots = slotsOf(count);
    std::vector<fovea_sgd_parameter> parameters;
    for (Slot& slot : slots) {
      int i = static_cast<int>(parameters.size());
      float momentum = i % 4 == 0 ? 0 : 0.9F;
      parameters.push_back(sgd(slot, {0.25F, momentum, i % 2 == 0 ? 0.125F : 0, i % 4 == 3 ? 1 : 0}));
    }
    uint64_t before = emulation::launches();
    CHECK(fovea_sgd_steps_float32(count, parameters.data(), nullptr) == cudaSuccess);
    CHECK(emulation::launches() - before == (count <= 629 ? 1 : 2));
    for (const Slot& slot : slots) {
      slot.check("sgd of " + std::to_string(count));
    }
  }
}

TEST(update_adam) {
  for (int count : counts) {
    std::deque<Slot> slots = slotsOf(count);
    std::vector<fovea_adam_parameter> parameters;
    for (Slot& slot : slots) {
      int i = static_cast<int>(parameters.size());
      parameters.push_back(adam(slot, {0.25F, 0.5F, 0.75F, 0.0625F, i % 2 == 0 ? 0.125F : 0, i % 3 == 0 ? 1 : 0, 0.375F, 0.5F}));
    }
    uint64_t before = emulation::launches();
    CHECK(fovea_adam_steps_float32(count, parameters.data(), nullptr) == cudaSuccess);
    CHECK(emulation::launches() - before == (count <= 430 ? 1 : 2));
    for (const Slot& slot : slots) {
      slot.check("adam of " + std::to_string(count));
    }
  }
}

TEST(update_of_no_parameters) {
  CHECK(fovea_sgd_steps_float32(0, nullptr, nullptr) == cudaSuccess);
  CHECK(fovea_adam_steps_float32(0, nullptr, nullptr) == cudaSuccess);
}
