/// The one door to libtorch: opaque tensors, results by out-pointer, an int code from every call.
///
/// A call returns 0 on success. On failure it returns 1, leaves its out-pointers alone, and
/// `ct_last_error` has the text for the calling thread until that thread's next failure.
/// Every tensor that a call hands out belongs to the caller, who gives it back to `ct_free`.
#ifndef NEIRO_CTORCH_H
#define NEIRO_CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_tensor ct_tensor;
typedef struct ct_adam ct_adam;

const char *ct_last_error(void);
const char *ct_version(void);
int ct_set_threads(int count);
int ct_use_deterministic_algorithms(bool on);

// Life
/// Copies float32 `values` (product of `shape` many, row-major) into a new tensor.
int ct_from_floats(const float *values, const int64_t *shape, size_t rank, ct_tensor **out);
/// Copies the tensor's `count` numbers, row-major, into `values`; fails if it has another count.
int ct_to_floats(const ct_tensor *tensor, float *values, size_t count);
int ct_rank(const ct_tensor *tensor, size_t *out);
int ct_shape(const ct_tensor *tensor, int64_t *shape, size_t rank);
void ct_free(ct_tensor *tensor);

// Elementwise, with broadcasting
int ct_add(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
int ct_subtract(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
int ct_multiply(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
int ct_divide(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
int ct_scale(const ct_tensor *a, double factor, ct_tensor **out);
int ct_square(const ct_tensor *a, ct_tensor **out);
int ct_sqrt(const ct_tensor *a, ct_tensor **out);
int ct_relu(const ct_tensor *a, ct_tensor **out);
int ct_softplus(const ct_tensor *a, ct_tensor **out);

// Matrices
int ct_matmul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
/// The transpose of a matrix.
int ct_transpose(const ct_tensor *a, ct_tensor **out);
/// Rows `indices` of a matrix, in that order.
int ct_rows(const ct_tensor *a, const int64_t *indices, size_t count, ct_tensor **out);
/// The matrices' columns, one after the other.
int ct_join_columns(const ct_tensor *const *parts, size_t count, ct_tensor **out);
/// Each row divided by its Euclidean length.
int ct_normalize_rows(const ct_tensor *a, ct_tensor **out);

/// Eigenvalues (ascending, [n]) and eigenvectors (columns, [n, n]) of a symmetric matrix.
int ct_symmetric_eigen(const ct_tensor *a, ct_tensor **values, ct_tensor **vectors);

/// The softmax over the last dimension.
int ct_softmax_rows(const ct_tensor *a, ct_tensor **out);

// Reductions
/// Sum of all numbers, a scalar.
int ct_sum(const ct_tensor *a, ct_tensor **out);
/// Sum over the last dimension, which is kept with length 1.
int ct_sum_rows(const ct_tensor *a, ct_tensor **out);
/// log Σ exp over the last dimension, which is kept with length 1.
int ct_log_sum_exp_rows(const ct_tensor *a, ct_tensor **out);
/// Mean of all numbers, a scalar.
int ct_mean(const ct_tensor *a, ct_tensor **out);

// Autograd
/// Marks a tensor without history as a parameter.
int ct_require_gradient(ct_tensor *tensor);
/// Adds d(scalar)/d(parameter) to every parameter's gradient.
int ct_backward(const ct_tensor *scalar);
int ct_gradient(const ct_tensor *parameter, ct_tensor **out);

// Optimizer
/// Adam (decoupled decay as AdamW) over parameters, which must outlive it.
int ct_adam_new(ct_tensor *const *parameters, size_t count, double learning_rate,
                double weight_decay, ct_adam **out);
int ct_adam_zero_gradients(ct_adam *adam);
int ct_adam_step(ct_adam *adam);
void ct_adam_free(ct_adam *adam);

#ifdef __cplusplus
}
#endif

#include "CTorchInference.h"

#endif
