#include <algorithm>

#include "PackedLinear.h"

using namespace neiro;

namespace {

constexpr int64_t window_length = 8;

/// Windows whose numbers are worked on together: enough that matrix products are efficient, few
/// enough that what lies between two products stays in the cache.
constexpr int64_t windows_at_once = 4;

/// Room for what lies between two products, kept by each thread: asking the system for it anew
/// costs as much as a product.
float *room(size_t count) {
  static thread_local std::vector<float> memory;
  constexpr size_t line = 64;
  if (memory.size() < count + line / sizeof(float)) memory.resize(count + line / sizeof(float));
  // From a cache line's beginning on, so that no vector lies across two.
  const auto start = reinterpret_cast<uintptr_t>(memory.data());
  return reinterpret_cast<float *>((start + line - 1) / line * line);
}

const float *numbers(const ct_tensor *tensor, at::IntArrayRef shape, const char *name) {
  const auto &value = tensor->value;
  TORCH_CHECK(value.sizes() == shape && value.is_contiguous() && value.dtype() == torch::kFloat32,
              name, " of a Swin block has shape ", value.sizes(), ", not ", shape);
  return value.data_ptr<float>();
}

void expect(const ct_packed *packed, int64_t inputs, int64_t outputs, const char *name) {
  TORCH_CHECK(packed->inputs == inputs && packed->outputs == outputs, name,
              " of a Swin block has shape [", packed->outputs, ", ", packed->inputs, "], not [",
              outputs, ", ", inputs, "]");
}

}  // namespace

int ct_swin_block(const ct_tensor *tokens, const ct_swin_weights *weights, int64_t grid,
                  int64_t shift, int64_t heads, double epsilon, ct_tensor **out) {
  return infer(out, [&] {
    const auto &kernels = transformer_kernels();
    const auto x = tokens->value.contiguous();
    TORCH_CHECK(grid > 0 && grid % window_length == 0 && shift >= 0 && shift < window_length,
                "windows of 8 don't divide ", grid, " rows shifted by ", shift);
    TORCH_CHECK(x.dim() == 2 && x.size(0) % grid == 0 && x.size(0) / grid == grid &&
                    x.dtype() == torch::kFloat32,
                "a Swin block of ", grid, " rows and columns was given ", x.sizes());
    const int64_t width = x.size(1);
    TORCH_CHECK(heads > 0 && width % heads == 0 &&
                    width / heads <= static_cast<int64_t>(largest_head),
                heads, " heads don't suit ", width, " channels");
    const int64_t hidden = weights->expand->outputs;
    const int64_t side = grid / window_length;
    const int64_t windows = side * side;
    const int64_t each = window_tokens;

    const float *norm1_weight = numbers(weights->norm1_weight, {width}, "norm1.weight");
    const float *norm1_bias = numbers(weights->norm1_bias, {width}, "norm1.bias");
    expect(weights->qkv, width, 3 * width, "qkv");
    const float *position_bias =
        numbers(weights->position_bias, {heads, each, each}, "position bias");
    const float *mask =
        shift > 0 ? numbers(weights->mask, {windows, each, each}, "mask") : nullptr;
    expect(weights->output, width, width, "output");
    const float *norm2_weight = numbers(weights->norm2_weight, {width}, "norm2.weight");
    const float *norm2_bias = numbers(weights->norm2_bias, {width}, "norm2.bias");
    expect(weights->expand, width, hidden, "expand");
    expect(weights->contract, hidden, width, "contract");

    const int64_t most = std::min(windows, windows_at_once) * each;
    // Tokens; tokens normalised, or a product's result; queries, keys and values, or hidden units.
    float *sum = room(most * (2 * width + std::max(4 * width, hidden)));
    float *part = sum + most * width;
    float *wide = part + most * width;
    float *attended = wide + most * 3 * width;

    auto result = torch::empty_like(x);
    const float *from = x.data_ptr<float>();
    float *to = result.data_ptr<float>();
    // Where a window's token lies in the square that was turned by `shift`.
    const auto place = [&](int64_t window, int64_t token) {
      const int64_t row = window / side * window_length + token / window_length + shift;
      const int64_t column = window % side * window_length + token % window_length + shift;
      return (row % grid * grid + column % grid) * width;
    };
    for (int64_t first = 0; first < windows; first += windows_at_once) {
      const int64_t count = std::min(windows_at_once, windows - first);
      const int64_t rows = count * each;
      for (int64_t row = 0; row < rows; ++row) {
        const float *token = from + place(first + row / each, row % each);
        std::copy(token, token + width, sum + row * width);
      }
      kernels.normalise_rows(sum, part, rows, width, norm1_weight, norm1_bias, epsilon);
      weights->qkv->apply(part, wide, rows);
      for (int64_t window = 0; window < count; ++window) {
        // Only windows at the far ends hold tokens that the turning brought together.
        const int64_t number = first + window;
        const bool mixed = number / side == side - 1 || number % side == side - 1;
        kernels.attend_window(wide + window * each * 3 * width, position_bias,
                              mask && mixed ? mask + number * each * each : nullptr,
                              attended + window * each * width, width, heads);
      }
      weights->output->apply(attended, part, rows);
      kernels.add(sum, part, rows * width);
      kernels.normalise_rows(sum, part, rows, width, norm2_weight, norm2_bias, epsilon);
      weights->expand->apply(part, wide, rows);
      kernels.gelu(wide, rows * hidden);
      weights->contract->apply(wide, part, rows);
      kernels.add(sum, part, rows * width);
      for (int64_t row = 0; row < rows; ++row) {
        const float *token = sum + row * width;
        std::copy(token, token + width, to + place(first + row / each, row % each));
      }
    }
    return result;
  });
}
