#include "CKissFFT.h"

#include <complex>
#include <kissfft/kissfft.hh>
#include <new>

struct kissfft_complex_plan {
  explicit kissfft_complex_plan(size_t length) : forward(length, false), inverse(length, true) {}

  kissfft<double> forward;
  kissfft<double> inverse;
};

kissfft_complex_plan *kissfft_complex_plan_new(size_t length) {
  if (length == 0) return nullptr;
  try {
    return new kissfft_complex_plan(length);
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void kissfft_complex_plan_free(kissfft_complex_plan *plan) { delete plan; }

// std::complex<double> is laid out as two doubles by the standard, so the casts are sound.
void kissfft_complex_forward(kissfft_complex_plan *plan, const double *input, double *output) {
  plan->forward.transform(reinterpret_cast<const std::complex<double> *>(input),
                          reinterpret_cast<std::complex<double> *>(output));
}

void kissfft_complex_inverse(kissfft_complex_plan *plan, const double *input, double *output) {
  plan->inverse.transform(reinterpret_cast<const std::complex<double> *>(input),
                          reinterpret_cast<std::complex<double> *>(output));
}
