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

// Images, [B, C, H, W]
/// Bicubic (A = −0.75), the corners on the corners.
int ct_resize_bicubic(const ct_tensor *a, int64_t height, int64_t width, ct_tensor **out);

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
/// The population's standard deviation.
int ct_deviation_over(const ct_tensor *a, const int64_t *dimensions, size_t count, bool keep,
                      ct_tensor **out);

#ifdef __cplusplus
}
#endif
#endif
