#include <memory>

#include "CTorchInternal.h"
#include "TransformerKernels.h"

using namespace neiro;

namespace {

c10::optional<torch::Tensor> optional(const ct_tensor *tensor) {
  return tensor ? c10::optional<torch::Tensor>(tensor->value) : c10::nullopt;
}

}  // namespace

int ct_use_one_thread(void) {
  // OpenMP keeps its count by thread, so that what another thread has set says nothing here.
  return guarded([] { at::set_num_threads(1); });
}

int ct_use_kernels(const char *kind) {
  return guarded([&] {
    TORCH_CHECK(use_transformer_kernels(kind), "this machine doesn't run kernels for ", kind);
  });
}

// ---- Life

int ct_from_memory(const float *values, const int64_t *shape, size_t rank,
                   void (*release)(void *context), void *context, ct_tensor **out) {
  const auto owned = std::make_shared<bool>(false);
  return infer(out, [&] {
    auto tensor = torch::from_blob(
        const_cast<float *>(values), torch::IntArrayRef(shape, rank),
        [owned, release, context](void *) {
          if (*owned) release(context);
        },
        torch::kFloat32);
    *owned = true;
    return tensor;
  });
}

int ct_alias(const ct_tensor *a, ct_tensor **out) {
  return infer(out, [&] { return a->value.detach(); });
}

// ---- Layers

int ct_linear(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
              ct_tensor **out) {
  return infer(out, [&] { return at::linear(a->value, weight->value, optional(bias)); });
}

int ct_layer_norm(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
                  double epsilon, ct_tensor **out) {
  return infer(out, [&] {
    return at::layer_norm(a->value, weight->value.sizes(), weight->value, bias->value, epsilon);
  });
}

int ct_batch_norm(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
                  const ct_tensor *mean, const ct_tensor *variance, double epsilon,
                  ct_tensor **out) {
  return infer(out, [&] {
    return at::batch_norm(a->value, weight->value, bias->value, mean->value, variance->value,
                          /*training=*/false, /*momentum=*/0, epsilon, /*cudnn_enabled=*/false);
  });
}

int ct_conv2d(const ct_tensor *a, const ct_tensor *weight, const ct_tensor *bias,
              const int64_t stride[2], ct_tensor **out) {
  return infer(out, [&] {
    return at::conv2d(a->value, weight->value, optional(bias), torch::IntArrayRef(stride, 2));
  });
}

int ct_gelu(const ct_tensor *a, ct_tensor **out) {
  return infer(out, [&] { return at::gelu(a->value); });
}

int ct_tanh(const ct_tensor *a, ct_tensor **out) {
  return infer(out, [&] { return at::tanh(a->value); });
}

int ct_sigmoid(const ct_tensor *a, ct_tensor **out) {
  return infer(out, [&] { return at::sigmoid(a->value); });
}

// ---- Shape

int ct_reshape(const ct_tensor *a, const int64_t *shape, size_t rank, ct_tensor **out) {
  return infer(out, [&] { return a->value.reshape(torch::IntArrayRef(shape, rank)); });
}

int ct_permute(const ct_tensor *a, const int64_t *order, size_t rank, ct_tensor **out) {
  return infer(out, [&] { return a->value.permute(torch::IntArrayRef(order, rank)); });
}

int ct_roll(const ct_tensor *a, const int64_t *shifts, const int64_t *dimensions, size_t count,
            ct_tensor **out) {
  return infer(out, [&] {
    return at::roll(a->value, torch::IntArrayRef(shifts, count),
                    torch::IntArrayRef(dimensions, count));
  });
}

int ct_join(const ct_tensor *const *parts, size_t count, int64_t dimension, ct_tensor **out) {
  return infer(out, [&] {
    std::vector<torch::Tensor> values;
    values.reserve(count);
    for (size_t k = 0; k < count; ++k) values.push_back(parts[k]->value);
    return at::cat(values, dimension);
  });
}

int ct_narrow(const ct_tensor *a, int64_t dimension, int64_t start, int64_t count,
              ct_tensor **out) {
  return infer(out, [&] { return a->value.narrow(dimension, start, count); });
}

int ct_pad_last(const ct_tensor *a, int64_t count, ct_tensor **out) {
  return infer(out, [&] { return at::constant_pad_nd(a->value, {0, count}, 0); });
}

// ---- Reductions

int ct_mean_over(const ct_tensor *a, const int64_t *dimensions, size_t count, bool keep,
                 ct_tensor **out) {
  return infer(out, [&] { return a->value.mean(torch::IntArrayRef(dimensions, count), keep); });
}

int ct_column_moments(const ct_tensor *a, float *means, float *deviations, size_t columns) {
  return guarded([&] {
    const auto x = a->value.detach().contiguous();
    TORCH_CHECK(x.dim() == 2 && x.size(0) > 0 && x.dtype() == torch::kFloat32 &&
                    static_cast<size_t>(x.size(1)) == columns,
                "there are no ", columns, " columns in ", x.sizes());
    transformer_kernels().column_moments(x.data_ptr<float>(), x.size(0), columns, means,
                                         deviations);
  });
}
