internal import CTorch

/// What holds for the whole process.
public enum Torch {
  /// The version of libtorch this was built against, such as `1.13.1`.
  public static var version: String { String(cString: ct_version()) }

  /// Makes the same inputs give the same bits: one thread, deterministic algorithms.
  ///
  /// One thread is no loss for a small head. With more, Debian's OpenBLAS threads and libtorch's
  /// own spin against each other.
  public static func makeReproducible() throws(TorchError) {
    try check(ct_set_threads(1))
    try check(ct_use_deterministic_algorithms(true))
  }

  /// Makes libtorch work on the calling thread alone whenever this thread calls it.
  ///
  /// For workers of which there are as many as cores: two threads of OpenMP on two busy cores wait
  /// for each other more than they compute.
  public static func useOneThread() throws(TorchError) {
    try check(ct_use_one_thread())
  }

  /// Kinds of machine that packed layers and Swin blocks have loops of their own for.
  enum Kernels: String, CaseIterable {
    case avx512, avx2, plain
  }

  /// Runs `body` on the calling thread with the loops for a kind of machine; nil where this machine
  /// doesn't run them.
  static func with<Result>(
    _ kernels: Kernels, _ body: () throws -> Result
  ) rethrows -> Result? {
    guard ct_use_kernels(kernels.rawValue) == 0 else { return nil }
    defer { _ = ct_use_kernels(nil) }
    return try body()
  }
}
