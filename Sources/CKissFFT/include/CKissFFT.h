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

#ifdef __cplusplus
}
#endif
#endif
