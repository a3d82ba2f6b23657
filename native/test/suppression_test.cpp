#include <algorithm>
#include <numeric>

#include "check.h"
#include "ints.h"

namespace {

float extent(float low, float high) { return high - low > 0 ? high - low : 0; }

float areaOf(const float* box) { return extent(box[0], box[2]) * extent(box[1], box[3]); }

bool suppresses(const float* a, const float* b, float threshold) {
  float shared = extent(std::max(a[0], b[0]), std::min(a[2], b[2])) * extent(std::max(a[1], b[1]), std::min(a[3], b[3]));
  float together = areaOf(a) + areaOf(b) - shared;
  return shared > threshold * together;
}

/** By the formula, one box after the other. */
std::vector<int32_t> expectedOf(const std::vector<float>& boxes, const std::vector<float>& scores, float threshold) {
  std::vector<int32_t> order;
  for (size_t i = 0; i < scores.size(); i++) {
    const float* box = &boxes[i * 4];
    if (!std::isnan(scores[i]) && std::none_of(box, box + 4, [](float x) { return std::isnan(x); })) {
      order.push_back(static_cast<int32_t>(i));
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return scores[a] > scores[b]; });
  std::vector<int32_t> kept;
  for (int32_t candidate : order) {
    if (std::none_of(kept.begin(), kept.end(),
                     [&](int32_t better) { return suppresses(&boxes[better * 4], &boxes[candidate * 4], threshold); })) {
      kept.push_back(candidate);
    }
  }
  kept.resize(scores.size(), -1);
  return kept;
}

void checkSuppression(const std::vector<float>& boxes, const std::vector<float>& scores, float threshold) {
  int count = static_cast<int>(scores.size());
  test::DeviceArray deviceBoxes(boxes);
  test::DeviceArray deviceScores(scores);
  test::DeviceInts kept(scores.size());
  test::DeviceArray workspace(fovea_non_maximum_suppression_workspace(count) / sizeof(float));
  CHECK(fovea_non_maximum_suppression_float32(count, threshold, deviceBoxes.data(), deviceScores.data(), kept.data(),
                                              workspace.data(), nullptr) == cudaSuccess);
  CHECK(kept.values() == expectedOf(boxes, scores, threshold));
}

/** Corners in a square of this side, sizes below a tenth of it: the larger the count, the more overlap. */
std::vector<float> randomBoxes(size_t count, unsigned seed, float side) {
  std::vector<float> corners = test::uniform(2 * count, seed, 0, side);
  std::vector<float> sizes = test::uniform(2 * count, seed + 1, 0, side / 10);
  std::vector<float> boxes;
  for (size_t i = 0; i < 2 * count; i += 2) {
    boxes.insert(boxes.end(), {corners[i], corners[i + 1], corners[i] + sizes[i], corners[i + 1] + sizes[i + 1]});
  }
  return boxes;
}

}  // namespace

TEST(suppression) {
  for (size_t count : {0, 1, 3, 63, 64, 65, 129, 1000}) {
    std::vector<float> boxes = randomBoxes(count, 1, 20);
    for (float threshold : {0.F, 0.3F, 0.7F, 1.F}) {
      checkSuppression(boxes, test::uniform(count, 3), threshold);
    }
  }
}

/** A long row of boxes is worked on by a whole block, and a tile by more than one pass of the sweep's threads. */
TEST(suppression_of_many) { checkSuppression(randomBoxes(2100, 5, 50), test::uniform(2100, 7), 0.1F); }

TEST(suppression_breaks_ties_by_index) {
  std::vector<float> scores = test::uniform(300, 1);
  for (float& score : scores) {
    score = std::round(2 * score) + 0.F;  // no zeros of different sign, but equal ones
  }
  scores[7] = -0.F;
  scores[8] = 0.F;
  checkSuppression(randomBoxes(300, 2, 10), scores, 0.2F);
  checkSuppression(std::vector<float>(4 * 130, 1), std::vector<float>(130, 1), 0.5F);
}

/** The first of equal boxes suppresses all others; corners on the grid meet thresholds exactly. */
TEST(suppression_of_equal_boxes_and_ratios) {
  std::vector<float> equal;
  for (int i = 0; i < 200; i++) {
    equal.insert(equal.end(), {1, 2, 4, 6});
  }
  checkSuppression(equal, test::uniform(200, 1), 0.99F);
  std::vector<float> grid = randomBoxes(500, 3, 60);
  for (float& value : grid) {
    value = std::round(value);
  }
  for (float threshold : {0.25F, 0.5F, 0.7F}) {
    checkSuppression(grid, test::uniform(500, 4), threshold);
  }
}

TEST(suppression_of_special_values) {
  constexpr size_t count = 200;
  std::vector<float> boxes = randomBoxes(count, 1, 10);
  std::vector<float> scores = test::uniform(count, 2);
  for (size_t i = 0; i < count; i += 7) {
    scores[i] = i % 2 == 0 ? NAN : i % 3 == 0 ? INFINITY : -INFINITY;
    boxes[4 * i + i % 4] = i % 3 == 0 ? NAN : 4;
    std::swap(boxes[4 * i + 4], boxes[4 * i + 6]);  // ends before it begins
    boxes[4 * i + 11] = i % 2 == 0 ? INFINITY : boxes[4 * i + 9];
  }
  checkSuppression(boxes, scores, 0.F);
  checkSuppression(boxes, scores, 0.3F);
  checkSuppression(boxes, std::vector<float>(count, NAN), 0.3F);
  checkSuppression(std::vector<float>(4 * count, INFINITY), scores, 0.F);
}
