internal import CTorch

/// What libtorch refused to do, in its own words.
public struct TorchError: Error, Hashable, CustomStringConvertible {
  public let message: String

  public var description: String { "libtorch: \(message)" }
}

/// Throws what the shim reported, unless the code is 0.
func check(_ code: Int32) throws(TorchError) {
  guard code == 0 else {
    throw TorchError(message: String(cString: ct_last_error()))
  }
}

/// Runs a shim function that hands out a new object.
func produced(
  _ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
) throws(TorchError) -> OpaquePointer {
  var handle: OpaquePointer?
  try check(call(&handle))
  guard let handle else { throw TorchError(message: "a call succeeded but returned nothing") }
  return handle
}
