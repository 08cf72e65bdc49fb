#include "CKissFFT.h"

#include <complex>
#include <kissfft/kissfft.hh>
#include <memory>
#include <new>
#include <vector>

struct kissfft_real_plan {
  explicit kissfft_real_plan(size_t length)
      : length(length), transform(length / 2, false), spectrum(length / 2) {}

  size_t length;
  kissfft<double> transform;  // a real transform of N is a complex one of N/2
  std::vector<std::complex<double>> spectrum;
};

kissfft_real_plan *kissfft_real_plan_new(size_t length) {
  if (length == 0 || length % 2 != 0) return nullptr;
  try {
    return new kissfft_real_plan(length);
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void kissfft_real_plan_free(kissfft_real_plan *plan) { delete plan; }

void kissfft_power_spectrum(kissfft_real_plan *plan, const double *samples, double *power) {
  plan->transform.transform_real(samples, plan->spectrum.data());
  const size_t half = plan->length / 2;
  // transform_real packs the two real bins, DC and Nyquist, into the first complex one.
  const std::complex<double> packed = plan->spectrum[0];
  power[0] = packed.real() * packed.real();
  power[half] = packed.imag() * packed.imag();
  for (size_t k = 1; k < half; ++k) power[k] = std::norm(plan->spectrum[k]);
}
