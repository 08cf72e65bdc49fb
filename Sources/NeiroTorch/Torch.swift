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
}
