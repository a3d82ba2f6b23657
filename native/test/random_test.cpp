#include "check.h"

namespace {

constexpr int64_t seed = (int64_t{7} << 40) + 11;
constexpr int64_t offset = (int64_t{1} << 32) - 3;

std::vector<float> uniformFill(size_t length, float low, float high) {
  test::DeviceArray y(length);
  CHECK(fovea_fill_uniform_float32(y.data(), static_cast<int64_t>(length), low, high, seed, offset, nullptr) == cudaSuccess);
  return y.values();
}

}  // namespace

/** The known answer of Philox4x32-10 for a counter and a key of zeros, from its authors' Random123. */
TEST(random_known_answer) {
  test::DeviceArray y(5);
  CHECK(fovea_fill_uniform_float32(y.data(), 5, 0, 1, 0, 0, nullptr) == cudaSuccess);
  std::vector<float> u = y.values();
  const unsigned words[] = {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U};
  for (int i = 0; i < 4; i++) {
    CHECK(u[i] == static_cast<float>(words[i] >> 8) * 0x1p-24F);
  }
}

TEST(random_elements_do_not_depend_on_length) {
  std::vector<float> longest = uniformFill(1027, -2, 3);
  for (size_t length : {1, 3, 4, 5, 63, 1024}) {
    CHECK(uniformFill(length, -2, 3) == std::vector<float>(longest.begin(), longest.begin() + static_cast<ptrdiff_t>(length)));
  }
}

/** Φ of each normal number is the middle of its word's cell. */
TEST(random_normal_is_the_quantile_of_uniform) {
  constexpr size_t length = 4099;
  test::DeviceArray y(length);
  CHECK(fovea_fill_normal_float32(y.data(), length, 5, 2, seed, offset, nullptr) == cudaSuccess);
  std::vector<float> z = y.values();
  std::vector<float> u = uniformFill(length, 0, 1);
  for (size_t i = 0; i < length; i++) {
    double phi = 0.5 * std::erfc((5 - static_cast<double>(z[i])) / 2 / std::sqrt(2.0));
    CHECK(std::abs(phi - (u[i] + 0x1p-25)) < 1e-6);
  }
}

TEST(random_dropout) {
  constexpr float probability = 0.25F;
  std::vector<float> longest = uniformFill(1027, 0, 1);
  for (size_t length : {1, 3, 4, 127, 1024, 1027}) {
    std::vector<float> x = test::uniform(length, 1);
    test::DeviceArray device(x);
    CHECK(fovea_dropout_float32(device.data(), device.data(), static_cast<int64_t>(length), probability, seed, offset, nullptr) ==
          cudaSuccess);
    std::vector<float> y = device.values();
    for (size_t i = 0; i < length; i++) {
      CHECK(y[i] == (longest[i] < probability ? 0 : x[i] * (1 / (1 - probability))));
    }
  }
}

TEST(random_misaligned) {
  constexpr size_t length = 13;
  std::vector<float> expected = uniformFill(length, 0, 1);
  test::DeviceArray y(std::vector<float>(length + 1, 7));
  CHECK(fovea_fill_uniform_float32(y.data() + 1, length, 0, 1, seed, offset, nullptr) == cudaSuccess);
  std::vector<float> values = y.values();
  CHECK(values[0] == 7);
  CHECK(std::vector<float>(values.begin() + 1, values.end()) == expected);
}
