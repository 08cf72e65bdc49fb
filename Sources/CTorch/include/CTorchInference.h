/// What a frozen network needs beyond `CTorch.h`: no call here records anything for autograd.
///
/// Include `CTorch.h`, which says how calls report and who owns what.
#ifndef NEIRO_CTORCH_INFERENCE_H
#define NEIRO_CTORCH_INFERENCE_H

#include "CTorch.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Makes libtorch and the BLAS below it work on the calling thread alone when this thread asks.
int ct_use_one_thread(void);

/// Makes the calling thread compute packed layers and Swin blocks as on another kind of machine:
/// "avx512", "avx2" or "plain"; by NULL as is best here. Fails where this machine cannot.
int ct_use_kernels(const char *kind);

// Life
/// A tensor over float32 memory that somebody else owns and that nobody writes to any more.
/// `release(context)` is called once, from any thread, when libtorch needs the memory no longer;
/// on failure it is not called.
int ct_from_memory(const float *values, const int64_t *shape, size_t rank,
                   void (*release)(void *context), void *context, ct_tensor **out);
/// The same numbers under a handle of their own, without history.
int ct_alias(const ct_tensor *a, ct_tensor **out);

// Layers
/// x · weightᵀ + bias over the last dimension; `bias` may be NULL.
int ct_linear(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias, ct_tensor **out);
/// Over the last dimension.
int ct_layer_norm(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
                  double epsilon, ct_tensor **out);
/// Over dimension 1, by stored statistics.
int ct_batch_norm(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
                  const ct_tensor *mean, const ct_tensor *variance, double epsilon,
                  ct_tensor **out);
/// [B, C, H, W] by [O, C, h, w], without padding.
int ct_conv2d(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
              const int64_t stride[2], ct_tensor **out);
/// x · Φ(x), by erf.
int ct_gelu(const ct_tensor *a, ct_tensor **out);
int ct_tanh(const ct_tensor *a, ct_tensor **out);
int ct_sigmoid(const ct_tensor *a, ct_tensor **out);

// A frozen layer whose weight is laid out for the product, which needs no BLAS then
typedef struct ct_packed ct_packed;

/// `weight` [outputs, inputs]; `bias`, [outputs], may be NULL.
int ct_pack(const ct_tensor *weight, const ct_tensor *bias, ct_packed **out);
/// x · weightᵀ + bias: [rows, inputs] to [rows, outputs].
int ct_packed_linear(const ct_tensor *a, const ct_packed *weight, ct_tensor **out);
void ct_packed_free(ct_packed *packed);

// Swin transformer
/// What a block has learned.
typedef struct {
  const ct_tensor *norm1_weight, *norm1_bias;
  /// Queries', keys' and values' one after the other: [width] to [3 · width].
  const ct_packed *qkv;
  /// What is added to a window's scores: [heads, 64, 64].
  const ct_tensor *position_bias;
  /// What is added besides where windows are shifted: [windows, 64, 64]; else NULL.
  const ct_tensor *mask;
  const ct_packed *output;
  const ct_tensor *norm2_weight, *norm2_bias;
  const ct_packed *expand;
  const ct_packed *contract;
} ct_swin_weights;

/// One block over grid · grid tokens in windows of 8 · 8: [grid², width] to the same.
int ct_swin_block(const ct_tensor *tokens, const ct_swin_weights *weights, int64_t grid,
                  int64_t shift, int64_t heads, double epsilon, ct_tensor **out);

// Shape
int ct_reshape(const ct_tensor *a, const int64_t *shape, size_t rank, ct_tensor **out);
int ct_permute(const ct_tensor *a, const int64_t *order, size_t rank, ct_tensor **out);
int ct_roll(const ct_tensor *a, const int64_t *shifts, const int64_t *dimensions, size_t count,
            ct_tensor **out);
int ct_join(const ct_tensor *const *parts, size_t count, int64_t dimension, ct_tensor **out);
/// `count` entries of a dimension from `start` on.
int ct_narrow(const ct_tensor *a, int64_t dimension, int64_t start, int64_t count,
              ct_tensor **out);
/// Zeros behind the last dimension.
int ct_pad_last(const ct_tensor *a, int64_t count, ct_tensor **out);

// Reductions over some dimensions
int ct_mean_over(const ct_tensor *a, const int64_t *dimensions, size_t count, bool keep,
                 ct_tensor **out);
/// Of each column of [rows, columns], the mean in `means` and the population's standard deviation
/// in `deviations`; fails if there aren't `columns` columns.
int ct_column_moments(const ct_tensor *a, float *means, float *deviations, size_t columns);

#ifdef __cplusplus
}
#endif
#endif
