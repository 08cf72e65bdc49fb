import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroTestSupport
import Testing

/// Heads that can't rank this library: a sentence where one was asked for, else they are passed over.
@Suite struct UnusableHeadTests {
  private func write(
    _ name: String, _ head: ProjectionHead, _ encoder: EncoderIdentity, in library: PresetLibrary
  ) throws {
    let manifest = CheckpointManifest(
      name: name, kind: .linear, encoder: encoder, base: nil, head: head,
      gate: SampleVerdict.gate(), recipe: TrainingRecipe(), labels: LabelCounts(),
      labelsHash: "00", trainedClips: [], heldOutClips: [])
    try Checkpoint(manifest: manifest, head: head, base: nil)
      .write(to: library.root.appendingPathComponent("Checkpoints/\(name)"))
  }

  /// Writes the manifest of a head anew, changed.
  private func change(
    _ name: String, in library: PresetLibrary, _ body: (inout [String: Any]) -> Void
  ) throws {
    let file = library.root.appendingPathComponent("Checkpoints/\(name)/manifest.json")
    var manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    body(&manifest)
    try JSONSerialization.data(withJSONObject: manifest).write(to: file)
  }

  @Test func eachIsOneSentence() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let target = "presets/\(PresetLibrary.name(0))"
      let raw = try library.run("search", target, "--raw", "--json").stdout
      let encoder = SpectralEncoder().identity
      let still = ProjectionHead(
        residual: [], [], dimension: encoder.dimension, rank: 0, scale: 1)
      let narrow = ProjectionHead(residual: [], [], dimension: 3, rank: 0, scale: 1)
      let changed = EncoderIdentity(
        name: encoder.name, weightsHash: "0123456789ab",
        preprocessingVersion: encoder.preprocessingVersion, dimension: encoder.dimension)
      try write("changed", still, changed, in: library)
      for name in ["old", "shapeless", "newer"] { try write(name, still, encoder, in: library) }
      try change("old", in: library) { ($0["format"], $0["head"]) = (2, "residual") }
      try change("shapeless", in: library) { manifest in
        manifest["shape"] = [
          "dimension": 512, "isWeighted": false, "rank": 0, "scale": 1, "directions": 0,
        ]
      }
      try change("newer", in: library) { $0["format"] = 99 }

      // None of these is chosen unasked.
      let unasked = try library.run("search", target, "--json")
      #expect(unasked.status == 0, "\(unasked.stderr)")
      #expect(unasked.stdout == raw)
      let status = try library.run("status")
      #expect(status.status == 0)
      try write("narrow", narrow, encoder, in: library)
      for (name, words) in [
        ("changed", "was trained on embeddings of"), ("old", "made by an older Neiro"),
        ("shapeless", "no head has the shape"), ("newer", "Update Neiro"),
        ("narrow", "takes 3-d embeddings"),
      ] {
        for arguments in [["search", target, "--head", name], ["evaluate", "--head", name]] {
          let output = try library.neiro.run(arguments, in: library.root)
          #expect(output.status == 1, "\(arguments): \(output.stdout)")
          #expect(output.stdout.isEmpty, "\(arguments)")
          #expect(output.stderr.contains(words), "\(arguments): \(output.stderr)")
          #expect(output.stderr.split(separator: "\n").count == 1, "\(output.stderr)")
        }
        if name != "narrow" {
          #expect(status.stdout.contains("\(name):"), "\(status.stdout)")
        }
      }
    }
  }

  /// Projections are kept, and a base may be there again with another share of the score.
  @Test func whatWasKeptForAnotherShareIsNotUsed() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let based = AdaptLibrary(presets: library)
      let encoder = AdaptLibrary.encoder
      for share in [0.25, 0.75] {
        try based.writeBase(alphas: RoleAlphas(loops: 0.5, oneShots: share))
        let base = try BaseCheckpoint(contentsOf: based.baseFolder)
        let head = ProjectionHead(
          residual: [], [], dimension: 2 * encoder.dimension, rank: 0, scale: 1)
        let manifest = CheckpointManifest(
          name: "mine", kind: .linear, encoder: encoder,
          base: BaseReference(name: base.manifest.name, map: base.map), head: head,
          gate: SampleVerdict.gate(), recipe: TrainingRecipe(), labels: LabelCounts(),
          labelsHash: "00", trainedClips: [], heldOutClips: [])
        try Checkpoint(manifest: manifest, head: head, base: base.map)
          .write(to: library.root.appendingPathComponent("Checkpoints/mine"))
        let search = try library.run(
          "search", "presets/\(PresetLibrary.name(0))", "--head", "mine", "--json")
        let results = try #require(
          try search.json()["results"] as? [[String: Any]], "\(search.stderr)")
        for result in results {
          let found = try ["raw", "adapted", "head"].map { try #require(result[$0] as? Double) }
          // This head changes nothing.
          expectClose([found[2]], [(1 - share) * found[0] + share * found[1]], within: 1e-6)
        }
      }
    }
  }
}
