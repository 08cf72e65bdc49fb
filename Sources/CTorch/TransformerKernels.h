/// What a transformer does to tokens, in plain loops. All row-major float32.
#ifndef NEIRO_TRANSFORMER_KERNELS_H
#define NEIRO_TRANSFORMER_KERNELS_H

#include <cstddef>

namespace neiro {

/// Tokens of a window: 8 · 8.
constexpr size_t window_tokens = 64;

/// Outputs of a panel of weights.
constexpr size_t panel_columns = 48;

/// The most channels that a head may have.
constexpr size_t largest_head = 128;

struct TransformerKernels {
  /// y = each of `count` rows of `x` made to have mean 0 and variance 1, scaled and shifted.
  void (*normalise_rows)(const float *x, float *y, size_t count, size_t width,
                         const float *weight, const float *bias, float epsilon);

  /// out = x · weightᵀ + bias for `count` rows of `inputs` numbers; `panels` and `bias` as in
  /// `ct_packed`.
  void (*multiply)(const float *x, const float *panels, const float *bias, float *out,
                   size_t count, size_t inputs, size_t outputs);

  /// x += y.
  void (*add)(float *x, const float *y, size_t count);

  /// x = gelu(x).
  void (*gelu)(float *x, size_t count);

  /// Mean and the population's standard deviation of each column of [count, width].
  void (*column_moments)(const float *x, size_t count, size_t width, float *means,
                         float *deviations);

  /// Attention of each token of one window to each, head by head.
  ///
  /// `qkv` has 64 rows of 3 · width: queries, keys and values, each head after head.
  /// `position_bias` is [heads, 64, 64]; `mask`, [64, 64], may be null. Rows of `out` are `width`
  /// long.
  void (*attend_window)(const float *qkv, const float *position_bias, const float *mask,
                        float *out, size_t width, size_t heads);
};

/// Those that the calling thread uses: the best that this machine runs, unless told otherwise.
const TransformerKernels &transformer_kernels();

/// Makes the calling thread use those for a kind of machine, or by NULL the best again; false where
/// this machine doesn't run them.
bool use_transformer_kernels(const char *name);

}  // namespace neiro

#endif
