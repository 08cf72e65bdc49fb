import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroEncoding

@Suite struct SpectralEncoderTests {
  private let encoder = SpectralEncoder()

  @Test func standardisesWeighsAndNormalizesEveryColumn() throws {
    let pluck = try SpectralParityTests.waveform("pluck")
    let columns = try SpectralDescriptors(pluck).columns
    // The obvious way: (x − mean) / spread / √(columns of the group) · weight, then unit length.
    var expected = zip(columns, zip(SpectralConstants.means, SpectralConstants.spreads))
      .map { ($0 - $1.0) / $1.1 }
    let groups = [
      (0..<256, 1.0), (256..<320, 0.7), (320..<348, 0.7), (348..<396, 0.7), (396..<460, 0.5),
    ]
    for (range, weight) in groups {
      for column in range { expected[column] *= weight / Double(range.count).squareRoot() }
    }
    let length = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    expected = expected.map { $0 / length } + [Double](repeating: 0, count: 52)

    let embedding = try #require(try encoder.encode([pluck]).first)

    expectClose(embedding.values.map(Double.init), expected, within: 1e-6, "embedding")
  }

  @Test func saysWhoItIs() {
    #expect(encoder.identity.name == "spectral")
    #expect(encoder.identity.dimension == 512)
    #expect(encoder.identity.weightsHash.count == 12)
    #expect(encoder.identity == SpectralEncoder().identity)
    #expect(encoder.sampleRateHz == 44_100)
  }

  // FNV-1a of eight zero bytes: 0xcbf29ce484222325 · 0x100000001b3⁸ mod 2⁶⁴.
  @Test func hashIsFNV1a() {
    #expect(Standardisation.hash([]) == "cbf29ce48422")
    #expect(Standardisation.hash([0]) == "a8c7f832281a")
    #expect(Standardisation.hash([1]) != Standardisation.hash([Double(1).nextUp]))
  }

  @Test func constantsFitTheColumns() {
    #expect(SpectralConstants.means.count == 460)
    #expect(SpectralConstants.spreads.count == 460)
    #expect(SpectralConstants.spreads.allSatisfy { $0 > 0.01 })
    #expect(SpectralGroup.allCases.map(\.columnCount).reduce(0, +) == 460)
  }

  @Test func isTheSameToTheBitInEveryThread() async throws {
    let waveforms = try ["pluck", "vibrato", "noise_burst"].map(SpectralParityTests.waveform)
    let once = try encoder.encode(waveforms)
    try await withThrowingTaskGroup(of: [Embedding].self) { group in
      for _ in 0..<4 {
        group.addTask { try encoder.encode(waveforms) }
      }
      for try await again in group { #expect(again == once) }
    }
    // Nor does a result depend on its neighbours in the batch.
    #expect(try encoder.encode([waveforms[2]]) == [once[2]])
  }

  @Test(arguments: ["pluck", "vibrato", "noise_burst"])
  func powerOfTwoGainsChangeNothingAtAll(sound: String) throws {
    let waveform = try SpectralParityTests.waveform(sound)
    // Not exactly: 1e-12 is added to the RMS, as in the reference, so it's rounding apart.
    let reference = try SpectralDescriptors(waveform).columns
    for gain: Float in [0.001, 0.125, 0.3, 1.7, 1024] {
      let louder = Waveform(samples: waveform.samples.map { $0 * gain }, sampleRateHz: 44_100)
      expectClose(
        try SpectralDescriptors(louder).columns, reference,
        tolerances: SpectralConstants.spreads.map { 1e-4 * $0 }, "\(sound) · \(gain)")
    }
  }

  @Test(arguments: ["pluck", "vibrato", "noise_burst"])
  func moreSilenceInFrontChangesNotOneBit(sound: String) throws {
    // Exact from 256 zeros on; there the trim no longer sees where the file begins.
    let waveform = try SpectralParityTests.waveform(sound)
    let embeddings = try [256, 257, 1000, 30_000].map { zeros in
      let silence = [Float](repeating: 0, count: zeros)
      return try encoder.encode(
        [Waveform(samples: silence + waveform.samples, sampleRateHz: 44_100)])
    }
    #expect(embeddings.dropFirst().allSatisfy { $0 == embeddings[0] })
  }

  @Test(arguments: ["pluck", "vibrato", "noise_burst"])
  func silenceInFrontOfASoundThatHadNoneChangesNextToNothing(sound: String) throws {
    let waveform = try SpectralParityTests.waveform(sound)
    let silence = [Float](repeating: 0, count: 5000)
    let embeddings = try encoder.encode([
      waveform, Waveform(samples: silence + waveform.samples, sampleRateHz: 44_100),
    ])
    // Up to 128 samples more are kept in front, half a hop: frames fall on other places.
    #expect(cosine(embeddings[0], embeddings[1]) > 0.98)
  }

  @Test func unlikeSoundsAreFurtherApartThanLikeOnes() throws {
    let sounds = try ["pluck", "noise_burst", "vibrato"].map(SpectralParityTests.waveform)
    let higher = Waveform(
      samples: (0..<sounds[2].samples.count).map { index in
        let t = Double(index) / 44_100
        let phase = 2 * .pi * 466 * t + 4 * sin(2 * .pi * 5.5 * t)
        return Float(0.5 * (sin(phase) + 0.3 * sin(2 * phase)) * min(1, t / 0.4))
      }, sampleRateHz: 44_100)
    let embeddings = try encoder.encode(sounds + [higher])
    #expect(cosine(embeddings[2], embeddings[3]) > cosine(embeddings[2], embeddings[0]) + 0.2)
    #expect(cosine(embeddings[2], embeddings[3]) > cosine(embeddings[2], embeddings[1]) + 0.2)
  }

  @Test(arguments: [1, 2, 3, 127, 128, 255, 256, 257, 2047, 2048, 2049])
  func anyLengthHasAnEmbedding(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let noise = (0..<count).map { _ in Float(generator.normal()) * 0.1 }
    let waveform = Waveform(samples: noise, sampleRateHz: 44_100)
    let embedding = try #require(try encoder.encode([waveform]).first)
    #expect(embedding.values.count == 512)
    #expect(embedding.values.allSatisfy { $0.isFinite })
  }

  @Test func refusesWhatCannotBeEncoded() {
    let good = sine(hertz: 440, seconds: 0.1, sampleRateHz: 44_100)
    let cases: [(Waveform, EncodingError)] = [
      (Waveform(samples: [], sampleRateHz: 44_100), .noSamples),
      (Waveform(samples: [0, 0, -0.0], sampleRateHz: 44_100), .silent),
      (Waveform(samples: good + [.nan], sampleRateHz: 44_100), .notFinite(second: 0.1)),
      (Waveform(samples: [-.infinity] + good, sampleRateHz: 44_100), .notFinite(second: 0)),
      (
        Waveform(samples: good, sampleRateHz: 48_000),
        .wrongSampleRate(expectedHz: 44_100, foundHz: 48_000)
      ),
    ]
    for (waveform, error) in cases {
      #expect(throws: error) { try encoder.encode([waveform]) }
    }
  }

  private func cosine(_ left: Embedding, _ right: Embedding) -> Float {
    zip(left.values, right.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

@Suite struct EncoderRegistryTests {
  @Test func makesEveryEncoderItNames() throws {
    #expect(EncoderRegistry.names == ["spectral", "mfcc"])
    for name in EncoderRegistry.names {
      #expect(try EncoderRegistry.encoder(named: name).identity.name == name)
    }
  }

  @Test func namesTheKnownOnesWhenAskedForAnother() {
    let error = EncodingError.unknownEncoder(name: "clasp", known: ["spectral", "mfcc"])
    #expect(throws: error) { try EncoderRegistry.encoder(named: "clasp") }
    #expect(error.description == "there is no encoder called 'clasp'. Known: spectral, mfcc")
  }
}
