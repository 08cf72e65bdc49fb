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

const TransformerKernels &transformer_kernels() {
  static const TransformerKernels chosen = [] {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) {
      return TransformerKernels{avx512::normalise_rows, avx512::multiply, avx512::add, avx512::gelu,
                         avx512::column_moments, avx512::attend_window};
    }
    if (__builtin_cpu_supports("x86-64-v3")) {
      return TransformerKernels{avx2::normalise_rows, avx2::multiply, avx2::add, avx2::gelu,
                         avx2::column_moments, avx2::attend_window};
    }
#endif
    return TransformerKernels{plain::normalise_rows, plain::multiply, plain::add, plain::gelu,
                         plain::column_moments, plain::attend_window};
  }();
  return chosen;
}

}  // namespace neiro
