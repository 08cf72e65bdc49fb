#include "PackedLinear.h"

#include <algorithm>

using namespace neiro;

ct_packed::ct_packed(const at::Tensor &weight, const at::Tensor *given) {
  TORCH_CHECK(weight.dim() == 2 && weight.numel() > 0 && weight.dtype() == torch::kFloat32,
              "a weight of shape ", weight.sizes(), " can't be packed");
  outputs = weight.size(0);
  inputs = weight.size(1);
  const int64_t columns = panel_columns;
  const int64_t count = (outputs + columns - 1) / columns;
  const auto source = weight.contiguous();
  panels = torch::zeros({count, inputs, columns});
  bias = torch::zeros({count * columns});
  const float *from = source.data_ptr<float>();
  float *to = panels.data_ptr<float>();
  // As many inputs at once as a cache line holds, so that each is fetched once.
  constexpr int64_t line = 16;
  for (int64_t panel = 0; panel < outputs; panel += columns) {
    const int64_t width = std::min(columns, outputs - panel);
    for (int64_t first = 0; first < inputs; first += line) {
      const int64_t last = std::min(first + line, inputs);
      for (int64_t column = 0; column < width; ++column) {
        for (int64_t input = first; input < last; ++input) {
          to[panel * inputs + input * columns + column] = from[(panel + column) * inputs + input];
        }
      }
    }
  }
  if (given) {
    TORCH_CHECK(given->sizes() == at::IntArrayRef({outputs}), "a bias of shape ", given->sizes(),
                " doesn't suit ", outputs, " outputs");
    bias.narrow(0, 0, outputs).copy_(*given);
  }
}

void ct_packed::apply(const float *x, float *out, size_t rows) const {
  transformer_kernels().multiply(x, panels.data_ptr<float>(), bias.data_ptr<float>(), out, rows,
                                 inputs, outputs);
}

int ct_pack(const ct_tensor *weight, const ct_tensor *bias, ct_packed **out) {
  return guarded([&] {
    c10::InferenceMode no_graph;
    *out = new ct_packed(weight->value, bias ? &bias->value : nullptr);
  });
}

int ct_packed_linear(const ct_tensor *a, const ct_packed *weight, ct_tensor **out) {
  return infer(out, [&] {
    const auto x = a->value.contiguous();
    TORCH_CHECK(x.dim() == 2 && x.size(1) == weight->inputs && x.dtype() == torch::kFloat32,
                "a layer of ", weight->inputs, " inputs was given ", x.sizes());
    auto result = torch::empty({x.size(0), weight->outputs});
    weight->apply(x.data_ptr<float>(), result.data_ptr<float>(), x.size(0));
    return result;
  });
}

void ct_packed_free(ct_packed *packed) { delete packed; }
