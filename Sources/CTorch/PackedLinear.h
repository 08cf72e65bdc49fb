/// A frozen weight laid out in the order in which a product reads it.
#ifndef NEIRO_PACKED_LINEAR_H
#define NEIRO_PACKED_LINEAR_H

#include <cstddef>
#include <memory>

#include "CTorchInternal.h"
#include "TransformerKernels.h"

/// Panels of `neiro::panel_columns` outputs: for each input, the weights of these outputs. The last
/// panel is filled up with zeros.
struct ct_packed {
  ct_packed(const at::Tensor &weight, const at::Tensor *bias);

  /// out = x · weightᵀ + bias for `rows` rows.
  void apply(const float *x, float *out, size_t rows) const;

  int64_t inputs;
  int64_t outputs;

 private:
  at::Tensor panels;
  at::Tensor bias;
};

#endif
