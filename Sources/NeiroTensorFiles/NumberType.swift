/// What the numbers of a stored tensor are; the raw value is what safetensors calls it.
public enum NumberType: String, Hashable, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case uint16 = "U16"
  case int16 = "I16"
  case uint32 = "U32"
  case int32 = "I32"
  case uint64 = "U64"
  case int64 = "I64"
  case float4 = "F4"
  case float6e2m3 = "F6_E2M3"
  case float6e3m2 = "F6_E3M2"
  case float8e4m3 = "F8_E4M3"
  case float8e5m2 = "F8_E5M2"
  case float8e8m0 = "F8_E8M0"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"
  case complex64 = "C64"

  /// The size of one number.
  public var bits: Int {
    switch self {
    case .float4: 4
    case .float6e2m3, .float6e3m2: 6
    case .bool, .uint8, .int8, .float8e4m3, .float8e5m2, .float8e8m0: 8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .uint32, .int32, .float32: 32
    case .uint64, .int64, .float64, .complex64: 64
    }
  }

  /// Whether ``StoredTensor/floats()`` can make float32 of them.
  public var isReadable: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }
}

extension NumberType: CustomStringConvertible {
  /// As PyTorch and NumPy call it, but for the rarest.
  public var description: String {
    switch self {
    case .bool: "bool"
    case .uint8, .uint16, .uint32, .uint64: "uint\(bits)"
    case .int8, .int16, .int32, .int64: "int\(bits)"
    case .float16, .float32, .float64: "float\(bits)"
    case .bfloat16: "bfloat16"
    case .complex64: "complex64"
    default: rawValue
    }
  }
}
