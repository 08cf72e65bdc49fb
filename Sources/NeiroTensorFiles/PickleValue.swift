/// What a pickle builds, as far as tensors need it. Tuples, dictionaries and tensors are numbers of
/// lists that the reader keeps: however deeply a file nests them, no value does.
enum PickleValue {
  case none
  case bool
  case integer(Int)
  case text(String)
  case global(PickleGlobal)
  case tuple(Int)
  case dictionary(Int)
  case storage(PickledStorage)
  case tensor(Int)
  /// Anything else: lists, classes, what a call of theirs would have given. Nothing is ever called.
  case inert
}

/// The names of Python that mean something here; all others are inert.
enum PickleGlobal: Hashable {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case storage(NumberType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "FloatStorage"): self = .storage(.float32)
    case ("torch", "HalfStorage"): self = .storage(.float16)
    case ("torch", "BFloat16Storage"): self = .storage(.bfloat16)
    case ("torch", "DoubleStorage"): self = .storage(.float64)
    case ("torch", "LongStorage"): self = .storage(.int64)
    case ("torch", "IntStorage"): self = .storage(.int32)
    case ("torch", "BoolStorage"): self = .storage(.bool)
    default: return nil
    }
  }
}

/// A reference to the member `data/<key>` of the archive.
struct PickledStorage: Hashable {
  let type: NumberType
  let key: String
  let count: Int
}

/// What `_rebuild_tensor_v2` was to be called with; offset and strides in numbers.
struct PickledTensor: Hashable {
  let storage: PickledStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
