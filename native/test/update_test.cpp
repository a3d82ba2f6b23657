#include "check.h"

namespace {

const std::vector<size_t> lengths = {1, 3, 4, 5, 127, 1024, 1027};
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

TEST(update_sgd) {
  for (size_t length : lengths) {
    for (float momentum : {0.F, 0.9F}) {
      for (int nesterov : {0, 1}) {
        std::vector<float> w = test::uniform(length, 1);
        std::vector<float> gradient = test::uniform(length, 2);
        std::vector<float> velocity = test::uniform(length, 3);
        std::vector<double> expectedW;
        std::vector<double> expectedVelocity;
        for (size_t i = 0; i < length; i++) {
          double step = gradient[i] + 0.125 * w[i];
          double v = momentum * static_cast<double>(velocity[i]) + step;
          expectedVelocity.push_back(v);
          expectedW.push_back(w[i] - 0.25 * (momentum == 0 ? step : nesterov != 0 ? step + momentum * v : v));
        }
        test::DeviceArray deviceW(w);
        test::DeviceArray deviceGradient(gradient);
        test::DeviceArray deviceVelocity(velocity);
        fovea_sgd_step op{0.25F, momentum, 0.125F, nesterov};
        CHECK(fovea_sgd_step_float32(&op, deviceW.data(), deviceGradient.data(), momentum == 0 ? nullptr : deviceVelocity.data(),
                                     static_cast<int64_t>(length), nullptr) == cudaSuccess);
        test::checkClose("sgd, w", deviceW.values(), expectedW, bounds(length));
        if (momentum != 0) {
          test::checkClose("sgd, velocity", deviceVelocity.values(), expectedVelocity, bounds(length));
        }
        CHECK(deviceGradient.values() == gradient);
      }
    }
  }
}

TEST(update_adam) {
  for (size_t length : lengths) {
    for (int decoupled : {0, 1}) {
      std::vector<float> w = test::uniform(length, 1);
      std::vector<float> gradient = test::uniform(length, 2);
      std::vector<float> first = test::uniform(length, 3);
      std::vector<float> second = test::uniform(length, 4, 0.5F, 1);
      std::vector<double> expectedW;
      std::vector<double> expectedFirst;
      std::vector<double> expectedSecond;
      for (size_t i = 0; i < length; i++) {
        double g = gradient[i] + (decoupled != 0 ? 0 : 0.125 * w[i]);
        double m = 0.5 * first[i] + 0.5 * g;
        double v = 0.75 * second[i] + 0.25 * g * g;
        expectedFirst.push_back(m);
        expectedSecond.push_back(v);
        expectedW.push_back(w[i] - 0.375 * m / (std::sqrt(v) / 0.5 + 0.0625) - (decoupled != 0 ? 0.25 * 0.125 * w[i] : 0));
      }
      test::DeviceArray deviceW(w);
      test::DeviceArray deviceGradient(gradient);
      test::DeviceArray deviceFirst(first);
      test::DeviceArray deviceSecond(second);
      fovea_adam_step op{0.25F, 0.5F, 0.75F, 0.0625F, 0.125F, decoupled, 0.375F, 0.5F};
      CHECK(fovea_adam_step_float32(&op, deviceW.data(), deviceGradient.data(), deviceFirst.data(), deviceSecond.data(),
                                    static_cast<int64_t>(length), nullptr) == cudaSuccess);
      test::checkClose("adam, w", deviceW.values(), expectedW, bounds(length));
      test::checkClose("adam, first moment", deviceFirst.values(), expectedFirst, bounds(length));
      test::checkClose("adam, second moment", deviceSecond.values(), expectedSecond, bounds(length));
    }
  }
}
