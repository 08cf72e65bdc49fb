/// What the shim's files share: the tensor behind the opaque type, and the border for exceptions.
#ifndef NEIRO_CTORCH_INTERNAL_H
#define NEIRO_CTORCH_INTERNAL_H

#include <torch/torch.h>

#include <exception>
#include <string>
#include <vector>

#include "CTorch.h"

struct ct_tensor {
  torch::Tensor value;
};

namespace neiro {

/// The calling thread's.
std::string &last_error();

/// Runs a fallible body; no exception crosses into C.
template <typename Body>
int guarded(Body body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error &error) {
    last_error() = error.what_without_backtrace();
  } catch (const std::exception &error) {
    last_error() = error.what();
  } catch (...) {
    last_error() = "libtorch threw something that is no exception";
  }
  return 1;
}

/// Runs a body that makes one tensor, and hands that out.
template <typename Body>
int produce(ct_tensor **out, Body body) noexcept {
  return guarded([&] { *out = new ct_tensor{body()}; });
}

/// The same without autograd: nothing is recorded, and the result cannot take part in a graph.
template <typename Body>
int infer(ct_tensor **out, Body body) noexcept {
  return produce(out, [&] {
    c10::InferenceMode no_graph;
    return body();
  });
}

}  // namespace neiro

#endif
