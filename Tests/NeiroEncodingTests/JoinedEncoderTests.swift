import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroEncoding

/// Tells in its embedding what it was given.
private struct Listener: AudioEncoder {
  let name: String
  let sampleRateHz: Int
  let maximumSeconds: Double

  var identity: EncoderIdentity {
    EncoderIdentity(
      name: name, weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 2)
  }

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { waveform in
      guard waveform.sampleRateHz == sampleRateHz else {
        throw EncodingError.wrongSampleRate(
          expectedHz: sampleRateHz, foundHz: waveform.sampleRateHz)
      }
      guard let embedding = Embedding(normalizing: [1, Float(waveform.durationSeconds)]) else {
        throw EncodingError.noDirection
      }
      return embedding
    }
  }
}

@Suite struct JoinedEncoderTests {
  @Test func itsCosineIsTheMeanOfThePartsCosines() throws {
    let sounds = try ["pluck", "noise_burst", "vibrato"].map(SpectralParityTests.waveform)
    let joined = try EncoderRegistry.encoder(named: "spectral+mfcc")
    let all = try joined.encode(sounds)
    let parts = try [SpectralEncoder().encode(sounds), MFCCEncoder().encode(sounds)]
    for a in sounds.indices {
      for b in sounds.indices {
        let mean = (cosine(parts[0][a], parts[0][b]) + cosine(parts[1][a], parts[1][b])) / 2
        #expect(abs(cosine(all[a], all[b]) - mean) < 1e-6)
      }
    }
    // The blocks are the parts, times √½.
    for block in joined.identity.blocks {
      let part = block.name == "mfcc" ? parts[1] : parts[0]
      expectClose(
        Array(all[0].values[block.columns]).map { $0 * Float(2.0.squareRoot()) }, part[0].values,
        within: 1e-6, block.name)
    }
  }

  @Test func partsStandInOneOrderHoweverTheyAreNamed() throws {
    let (one, other) = (
      try EncoderRegistry.encoder(named: "spectral+mfcc"),
      try EncoderRegistry.encoder(named: "mfcc+spectral")
    )
    #expect(one.identity == other.identity)
    #expect(one.identity.name == "mfcc+spectral" && one.identity.dimension == 712)
    #expect(one.parts.map(\.identity) == one.identity.parts)
    #expect(SpectralEncoder().parts.map(\.identity) == [SpectralEncoder().identity])
    let sound = try SpectralParityTests.waveform("pluck")
    #expect(try one.encode([sound]) == other.encode([sound]))
  }

  @Test func namesThatDontFitAreRefused() {
    #expect(throws: EncodingError.repeatedEncoder(name: "mfcc")) {
      try EncoderRegistry.encoder(named: "mfcc+spectral+mfcc")
    }
    for (name, part) in [("spectral+magic", "magic"), ("spectral+", ""), ("+", ""), ("", "")] {
      #expect(throws: EncodingError.unknownEncoder(name: part, known: ["spectral", "mfcc"])) {
        try EncoderRegistry.encoder(named: name)
      }
    }
    #expect(EncoderRegistry.names.first == EncoderIdentity.defaultName)
  }

  @Test func eachPartHearsItsOwnRateAndLength() throws {
    let (short, long) = (
      Listener(name: "short", sampleRateHz: 22_050, maximumSeconds: 1),
      Listener(name: "long", sampleRateHz: 44_100, maximumSeconds: 3)
    )
    let joined = JoinedEncoder([short, long])
    #expect(joined.sampleRateHz == 44_100 && joined.maximumSeconds == 3)
    let sound = Waveform(
      samples: sine(hertz: 440, seconds: 2, sampleRateHz: 44_100), sampleRateHz: 44_100)
    let heard = try #require(try joined.encode([sound]).first).values
    // Slopes are the seconds: long first, by the alphabet.
    #expect(abs(heard[1] / heard[0] - 2) < 1e-3)
    #expect(abs(heard[3] / heard[2] - 1) < 1e-3)
  }

  private func cosine(_ left: Embedding, _ right: Embedding) -> Float {
    zip(left.values, right.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
