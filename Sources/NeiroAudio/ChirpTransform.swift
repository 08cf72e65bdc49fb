import CKissFFT
import Foundation

/// Power spectra of real signals of any length, prime ones included, in O(N log N).
///
/// Source: L. Bluestein, "A linear filtering approach to the computation of discrete Fourier
/// transform", 1970, <https://doi.org/10.1109/TAU.1970.1162132>.
///
/// Not `Sendable`: it owns scratch memory. Make one for each thread.
public final class ChirpTransform {
  /// N, the length of the signals.
  public let length: Int
  /// A power of two, at least 2N − 1.
  private let paddedLength: Int
  private let plan: OpaquePointer
  /// e^(−iπn²/N), N complex numbers, real and imaginary part in turn.
  private let chirp: [Double]
  /// The transform of the conjugate chirp, divided by `paddedLength`.
  private let filter: [Double]
  private var input: [Double]
  private var output: [Double]

  /// - Returns: nil where there is no memory, or `length` is below 1.
  public init?(length: Int) {
    guard length >= 1 else { return nil }
    var padded = 1
    while padded < 2 * length - 1 { padded *= 2 }
    guard let plan = kissfft_complex_plan_new(padded) else { return nil }
    self.plan = plan
    self.length = length
    paddedLength = padded
    var chirp = [Double](repeating: 0, count: 2 * length)
    var conjugate = [Double](repeating: 0, count: 2 * padded)
    for n in 0..<length {
      // n² modulo 2N first: the angle of a large n² would have lost its digits.
      let angle = .pi * Double(n * n % (2 * length)) / Double(length)
      (chirp[2 * n], chirp[2 * n + 1]) = (cos(angle), -sin(angle))
      for place in [n, (padded - n) % padded] {
        (conjugate[2 * place], conjugate[2 * place + 1]) = (cos(angle), sin(angle))
      }
    }
    self.chirp = chirp
    var transformed = [Double](repeating: 0, count: 2 * padded)
    kissfft_complex_forward(plan, &conjugate, &transformed)
    filter = transformed.map { $0 / Double(padded) }
    input = [Double](repeating: 0, count: 2 * padded)
    output = transformed
  }

  deinit { kissfft_complex_plan_free(plan) }

  /// |X|² of two signals at once: they share one transform as its real and imaginary part.
  ///
  /// - Shapes: `first` and `second` up to N (zeros follow); results N / 2 + 1 each.
  public func powerSpectra(
    _ first: some Collection<Double>, _ second: some Collection<Double>
  ) -> (first: [Double], second: [Double]) {
    precondition(first.count <= length && second.count <= length, "signal too long")
    for index in input.indices { input[index] = 0 }
    for (n, value) in first.enumerated() { input[2 * n] = value }
    for (n, value) in second.enumerated() { input[2 * n + 1] = value }
    for n in 0..<length {
      let (real, imaginary) = (input[2 * n], input[2 * n + 1])
      input[2 * n] = real * chirp[2 * n] - imaginary * chirp[2 * n + 1]
      input[2 * n + 1] = real * chirp[2 * n + 1] + imaginary * chirp[2 * n]
    }
    kissfft_complex_forward(plan, input, &output)
    for n in 0..<paddedLength {
      let (real, imaginary) = (output[2 * n], output[2 * n + 1])
      output[2 * n] = real * filter[2 * n] - imaginary * filter[2 * n + 1]
      output[2 * n + 1] = real * filter[2 * n + 1] + imaginary * filter[2 * n]
    }
    kissfft_complex_inverse(plan, output, &input)
    var spectra: (first: [Double], second: [Double]) = ([], [])
    for bin in 0...length / 2 {
      // Of Z = A + iB with real signals: A = (Z[k] + conj Z[N−k]) / 2, B = (Z[k] − conj Z[N−k]) / 2i.
      let z = transformed(bin)
      let mirror = transformed((length - bin) % length)
      let a = (real: z.real + mirror.real, imaginary: z.imaginary - mirror.imaginary)
      let b = (real: z.imaginary + mirror.imaginary, imaginary: mirror.real - z.real)
      spectra.first.append((a.real * a.real + a.imaginary * a.imaginary) / 4)
      spectra.second.append((b.real * b.real + b.imaginary * b.imaginary) / 4)
    }
    return spectra
  }

  /// One bin of the transform, left in `input` but for the last factor.
  private func transformed(_ bin: Int) -> (real: Double, imaginary: Double) {
    let (real, imaginary) = (input[2 * bin], input[2 * bin + 1])
    let (cosine, sine) = (chirp[2 * bin], chirp[2 * bin + 1])
    return (real * cosine - imaginary * sine, real * sine + imaginary * cosine)
  }
}
