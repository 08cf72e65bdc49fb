#include "TransformerKernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

// Functions that vectors are passed to are inlined: how they would be passed else is no matter.
#pragma clang diagnostic ignored "-Wpsabi"

// Compiled once for every kind of machine; the program takes the best that runs where it runs.

namespace neiro {

// How many rows, and vectors of columns, of a product are summed at once: as many as there are
// registers for.
namespace plain {
constexpr size_t tile_rows = 2;
constexpr size_t tile_vectors = 1;
#include "VectorMath.inc"
#include "TransformerKernels.inc"
}  // namespace plain

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
namespace avx2 {
constexpr size_t tile_rows = 4;
constexpr size_t tile_vectors = 1;
#include "VectorMath.inc"
#include "TransformerKernels.inc"
}  // namespace avx2
#pragma clang attribute pop

#pragma clang attribute push(                                              \
        __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), \
            apply_to = function)
namespace avx512 {
constexpr size_t tile_rows = 8;
constexpr size_t tile_vectors = 3;
#include "VectorMath.inc"
#include "TransformerKernels.inc"
}  // namespace avx512
#pragma clang attribute pop
#endif

namespace {

/// A kind of machine, whether this is one, and what it runs.
struct Kind {
  const char *name;
  bool runs_here;
  TransformerKernels kernels;
};

#define NEIRO_KERNELS_OF(kind)                                                          \
  TransformerKernels {                                                                  \
    kind::normalise_rows, kind::multiply, kind::add, kind::gelu, kind::column_moments, \
        kind::attend_window                                                             \
  }

/// The best first.
const std::vector<Kind> &kinds() {
  static const std::vector<Kind> all = [] {
    std::vector<Kind> kinds;
#if defined(__x86_64__)
    __builtin_cpu_init();
    kinds.push_back({"avx512", __builtin_cpu_supports("x86-64-v4") != 0,
                     NEIRO_KERNELS_OF(avx512)});
    kinds.push_back({"avx2", __builtin_cpu_supports("x86-64-v3") != 0, NEIRO_KERNELS_OF(avx2)});
#endif
    kinds.push_back({"plain", true, NEIRO_KERNELS_OF(plain)});
    return kinds;
  }();
  return all;
}

const TransformerKernels *best() {
  for (const auto &kind : kinds()) {
    if (kind.runs_here) return &kind.kernels;
  }
  return &kinds().back().kernels;
}

/// By thread, so that a test of one kind changes no other.
const TransformerKernels *&chosen() {
  static thread_local const TransformerKernels *kernels = best();
  return kernels;
}

}  // namespace

const TransformerKernels &transformer_kernels() { return *chosen(); }

bool use_transformer_kernels(const char *name) {
  if (!name) {
    chosen() = best();
    return true;
  }
  for (const auto &kind : kinds()) {
    if (kind.runs_here && std::strcmp(kind.name, name) == 0) {
      chosen() = &kind.kernels;
      return true;
    }
  }
  return false;
}

}  // namespace neiro
