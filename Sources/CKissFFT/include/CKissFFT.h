/// A C door to KissFFT's double-precision C++ template (BSD-3-Clause, Debian's libkissfft-dev).
#ifndef NEIRO_CKISSFFT_H
#define NEIRO_CKISSFFT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A plan for real transforms of one even length. Not to be used by two threads at once.
typedef struct kissfft_real_plan kissfft_real_plan;

/// Returns NULL when `length` is zero or odd, or when memory is out.
kissfft_real_plan *kissfft_real_plan_new(size_t length);
void kissfft_real_plan_free(kissfft_real_plan *plan);

/// Power spectrum |X|² of `length` real samples into `length / 2 + 1` bins.
void kissfft_power_spectrum(kissfft_real_plan *plan, const double *samples, double *power);

/// A plan for complex transforms of one length in both directions. Not to be used by two threads
/// at once.
typedef struct kissfft_complex_plan kissfft_complex_plan;

/// Returns NULL when `length` is zero, or when memory is out.
kissfft_complex_plan *kissfft_complex_plan_new(size_t length);
void kissfft_complex_plan_free(kissfft_complex_plan *plan);

/// Transforms `length` complex numbers (real and imaginary part in turn), unscaled in both
/// directions. `input` and `output` must not overlap.
void kissfft_complex_forward(kissfft_complex_plan *plan, const double *input, double *output);
void kissfft_complex_inverse(kissfft_complex_plan *plan, const double *input, double *output);

#ifdef __cplusplus
}
#endif
#endif
