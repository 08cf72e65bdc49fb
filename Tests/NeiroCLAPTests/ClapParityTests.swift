import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroCLAP

/// Models of full size, which aren't kept here: NEIRO_CLAP_FIXTURE names a folder that
/// `Tests/Fixtures/make_clap_fixture --size full` wrote. Training/benchmarks/clap-parity does both.
private enum FullModels {
  static let folder = ProcessInfo.processInfo.environment["NEIRO_CLAP_FIXTURE"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
  }

  /// Those that the folder has.
  static let names = ["unfused", "fused", "larger"].filter { name in
    guard let file = folder?.appending(path: "expected_\(name).safetensors") else { return false }
    return FileManager.default.fileExists(atPath: file.path)
  }
}

/// Models of full size against `transformers`.
@Suite(.serialized, .enabled(if: FullModels.folder != nil)) struct ClapParityTests {
  @Test func theFolderHoldsModels() { #expect(!FullModels.names.isEmpty) }

  @Test(arguments: FullModels.names) func everySoundHasTheEmbeddingOfTransformers(model: String)
    throws
  {
    let fixture = try ClapFixture(model, in: #require(FullModels.folder))
    let tower = try ClapAudioTower(fixture.configuration, weights: fixture.weights)
    for sound in FormulaSound.allCases {
      let picks: [(ClapFeatures.Pick, String)] =
        sound.isLong ? [(.first, "@first"), (.middle, "@mid")] : [(.middle, "")]
      for (pick, suffix) in picks {
        let key = "audio/\(sound.rawValue)\(suffix)"
        var input = ClapFeatures(fixture.configuration.sound, pick: pick).input(of: sound.samples)
        expectClose(
          try tower.encode(input).embedding, try fixture.expected("\(key)/embed"), within: 5e-6,
          "\(model) \(key)")
        if fixture.hasExpected("\(key)/embed_not_longer") {
          input.isLonger = false
          expectClose(
            try tower.encode(input).embedding, try fixture.expected("\(key)/embed_not_longer"),
            within: 5e-6, "\(model) \(key), not longer")
        }
      }
    }
  }

  @Test(arguments: FullModels.names) func everyTextHasTheEmbeddingOfTransformers(model: String)
    throws
  {
    let folder = try #require(FullModels.folder)
    let fixture = try ClapFixture(model, in: folder)
    let tower = try ClapTextTower(fixture.configuration, weights: fixture.weights)
    let data = try Data(contentsOf: folder.appending(path: "manifest.json"))
    let manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let entry = try #require(manifest?[model] as? [String: Any])
    let texts = try #require(entry["text"] as? [String: [String: Any]])
    let found = try (0..<texts.count).flatMap { index in
      try tower.encode(try #require(texts["\(index)"]?["ids_77"] as? [Int]))
    }
    expectClose(found, try fixture.expected("text/embeds"), within: 5e-6, "\(model) texts")
  }
}
