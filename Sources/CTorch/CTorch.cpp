#include "CTorchInternal.h"

struct ct_adam {
  torch::optim::AdamW optimizer;
};

using namespace neiro;

namespace neiro {

std::string &last_error() {
  static thread_local std::string text;
  return text;
}

}  // namespace neiro

const char *ct_last_error(void) { return last_error().c_str(); }

const char *ct_version(void) { return TORCH_VERSION; }

int ct_set_threads(int count) {
  return guarded([&] { torch::set_num_threads(count); });
}

int ct_use_deterministic_algorithms(bool on) {
  return guarded([&] { at::globalContext().setDeterministicAlgorithms(on, /*warn_only=*/false); });
}

// ---- Life

int ct_from_floats(const float *values, const int64_t *shape, size_t rank, ct_tensor **out) {
  return produce(out, [&] {
    // from_blob borrows; clone makes the memory the tensor's own.
    return torch::from_blob(const_cast<float *>(values), torch::IntArrayRef(shape, rank),
                            torch::kFloat32)
        .clone();
  });
}

int ct_to_floats(const ct_tensor *tensor, float *values, size_t count) {
  return guarded([&] {
    const auto plain = tensor->value.detach().to(torch::kFloat32).contiguous();
    TORCH_CHECK(static_cast<size_t>(plain.numel()) == count, "the tensor holds ", plain.numel(),
                " numbers, not ", count);
    const float *source = plain.data_ptr<float>();
    std::copy(source, source + count, values);
  });
}

int ct_rank(const ct_tensor *tensor, size_t *out) {
  return guarded([&] { *out = static_cast<size_t>(tensor->value.dim()); });
}

int ct_shape(const ct_tensor *tensor, int64_t *shape, size_t rank) {
  return guarded([&] {
    const auto sizes = tensor->value.sizes();
    TORCH_CHECK(sizes.size() == rank, "the tensor has ", sizes.size(), " dimensions, not ", rank);
    std::copy(sizes.begin(), sizes.end(), shape);
  });
}

void ct_free(ct_tensor *tensor) { delete tensor; }

// ---- Elementwise

int ct_add(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return produce(out, [&] { return a->value + b->value; });
}

int ct_subtract(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return produce(out, [&] { return a->value - b->value; });
}

int ct_multiply(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return produce(out, [&] { return a->value * b->value; });
}

int ct_divide(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return produce(out, [&] { return a->value / b->value; });
}

int ct_scale(const ct_tensor *a, double factor, ct_tensor **out) {
  return produce(out, [&] { return a->value * factor; });
}

int ct_square(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value.square(); });
}

int ct_sqrt(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value.sqrt(); });
}

int ct_relu(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return torch::relu(a->value); });
}

int ct_softplus(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return torch::softplus(a->value); });
}

// ---- Matrices

int ct_matmul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return produce(out, [&] { return torch::matmul(a->value, b->value); });
}

int ct_transpose(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] {
    TORCH_CHECK(a->value.dim() == 2, "only a matrix has a transpose, this has ", a->value.dim(),
                " dimensions");
    return a->value.t();
  });
}

int ct_rows(const ct_tensor *a, const int64_t *indices, size_t count, ct_tensor **out) {
  return produce(out, [&] {
    const auto index = torch::from_blob(const_cast<int64_t *>(indices),
                                        {static_cast<int64_t>(count)}, torch::kInt64)
                           .clone();
    return a->value.index_select(0, index);
  });
}

int ct_join_columns(const ct_tensor *const *parts, size_t count, ct_tensor **out) {
  return produce(out, [&] {
    std::vector<torch::Tensor> values;
    values.reserve(count);
    for (size_t k = 0; k < count; ++k) values.push_back(parts[k]->value);
    return torch::cat(values, 1);
  });
}

int ct_normalize_rows(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value / a->value.norm(2, {-1}, /*keepdim=*/true); });
}

int ct_softmax_rows(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return torch::softmax(a->value, -1); });
}

int ct_symmetric_eigen(const ct_tensor *a, ct_tensor **values, ct_tensor **vectors) {
  return guarded([&] {
    // In double: in single, the small eigenvalues of a large matrix are noise.
    auto eigen = torch::linalg_eigh(a->value.to(torch::kFloat64));
    auto columns = std::get<1>(eigen).to(torch::kFloat32);
    *values = new ct_tensor{std::get<0>(eigen).to(torch::kFloat32)};
    *vectors = new ct_tensor{columns};
  });
}

// ---- Reductions

int ct_sum(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value.sum(); });
}

int ct_sum_rows(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value.sum({-1}, /*keepdim=*/true); });
}

int ct_log_sum_exp_rows(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return torch::logsumexp(a->value, {-1}, /*keepdim=*/true); });
}

int ct_mean(const ct_tensor *a, ct_tensor **out) {
  return produce(out, [&] { return a->value.mean(); });
}

// ---- Autograd

int ct_require_gradient(ct_tensor *tensor) {
  return guarded([&] { tensor->value.requires_grad_(true); });
}

int ct_backward(const ct_tensor *scalar) {
  return guarded([&] { scalar->value.backward(); });
}

int ct_gradient(const ct_tensor *parameter, ct_tensor **out) {
  return produce(out, [&] {
    const auto gradient = parameter->value.grad();
    TORCH_CHECK(gradient.defined(), "no gradient has reached this parameter");
    return gradient.clone();
  });
}

// ---- Optimizer

int ct_adam_new(ct_tensor *const *parameters, size_t count, double learning_rate,
                double weight_decay, ct_adam **out) {
  return guarded([&] {
    std::vector<torch::Tensor> values;
    values.reserve(count);
    for (size_t k = 0; k < count; ++k) values.push_back(parameters[k]->value);
    *out = new ct_adam{torch::optim::AdamW(
        values, torch::optim::AdamWOptions(learning_rate).weight_decay(weight_decay))};
  });
}

int ct_adam_zero_gradients(ct_adam *adam) {
  return guarded([&] { adam->optimizer.zero_grad(); });
}

int ct_adam_step(ct_adam *adam) {
  return guarded([&] { adam->optimizer.step(); });
}

void ct_adam_free(ct_adam *adam) { delete adam; }
