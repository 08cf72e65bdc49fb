import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

/// What heads are examined on, and what they are not.
@Suite struct LabelEvaluationTests {
  private func label(_ library: EvaluationLibrary, _ pairs: [(String, String, Bool)]) throws {
    var lines = ["clip_a,clip_b,label,labeller,created_at"]
    for (index, (a, b, isSimilar)) in pairs.enumerated() {
      let seconds = String(format: "%02d", index % 60)
      lines.append(
        "presets/\(a),presets/\(b),\(isSimilar ? "similar" : "dissimilar"),ann,"
          + "2026-01-01T00:00:\(seconds)Z")
    }
    try library.write(lines.joined(separator: "\n") + "\n", to: "more.csv")
    let imported = try library.presets.run("label", "import", "more.csv")
    #expect(imported.status == 0, "\(imported.stderr)")
  }

  private func name(_ brightness: Int, _ variant: Int) -> String {
    PresetLibrary.name(8 * brightness + variant)
  }

  /// A head that holds out what sounds the same as something it was trained on is refused.
  @Test func aSplitThatLeaksIsRefused() throws {
    try withPresetLibrary { presets in
      let library = EvaluationLibrary(presets: presets)
      // Not the same content, and hardly another sound.
      let samples = PresetLibrary.samples(brightness: 0, variant: 0)
      try WaveFile(channels: [samples.map { $0 * 0.99 }], sampleRateHz: 22_050)
        .write(to: presets.presets.appendingPathComponent("copy.wav"))
      try presets.run("index", "presets")
      try label(
        library,
        [
          ("copy.wav", name(4, 1), false), ("copy.wav", name(0, 1), true),
          (name(4, 1), name(0, 1), false),
        ]
      )
      let original = try library.clip(name(0, 0))
      let copy = try library.clip("copy.wav")
      try library.writeHead(
        "leaks", trained: [original, try library.clip(name(5, 1))], heldOut: [copy])
      let leak = try library.evaluate("--head", "leaks")
      #expect(leak.status == 1 && leak.stdout.isEmpty)
      #expect(leak.stderr.contains("sounds the same as presets/copy.wav"), "\(leak.stderr)")
      #expect(leak.stderr.contains(name(0, 0)) && leak.stderr.contains("Train it again"))
      try library.writeHead("both", trained: [copy], heldOut: [copy])
      #expect(try library.evaluate("--head", "both").stderr.contains("copy.wav, which sounds"))
      // Without the original in its training, the same held-out clip is fine.
      try library.writeHead("clean", trained: [try library.clip(name(5, 1))], heldOut: [copy])
      let clean = try library.evaluate("--head", "clean", "--json")
      #expect(clean.status == 0, "\(clean.stderr)")
      let labels = try #require(try clean.json()["labels"] as? [String: Any])
      #expect(labels["similar"] as? Int == 1 && labels["dissimilar"] as? Int == 1)
    }
  }

  /// Pairs that follow from the training are left out; others stand apart by what was known.
  @Test func pairsThatFollowFromTheTrainingAreLeftOut() throws {
    try withEvaluationLibrary { library in
      let trained: [(String, String, Bool)] = [
        (name(0, 0), name(0, 1), true), (name(0, 1), name(0, 2), true),
        (name(1, 0), name(1, 1), true), (name(0, 0), name(5, 0), false),
      ]
      let outOfFold = try trained.enumerated().map { index, pair in
        OutOfFoldScore(
          pair: ClipPair(try library.clip(pair.0), try library.clip(pair.1)), isSimilar: pair.2,
          before: pair.2 ? 0.8 : 0.1, after: pair.2 ? 0.9 : 0.2 + 0.01 * Double(index))
      }
      try library.writeHead(
        "mine", trained: Array(Set(outOfFold.flatMap { [$0.pair.low, $0.pair.high] })),
        outOfFold: outOfFold)
      try label(
        library,
        trained + [
          (name(0, 0), name(0, 2), true),  // follows: both are similar to a third
          (name(0, 1), name(5, 0), false),  // follows: similar to one that isn't
          (name(0, 0), name(1, 0), false), (name(0, 2), name(1, 1), false),  // two known clips
          (name(0, 0), name(2, 4), true), (name(1, 0), name(4, 5), false),  // one of them
          (name(3, 0), name(3, 1), true), (name(3, 0), name(4, 1), false),  // none
        ])
      let output = try library.evaluate("--head", "mine", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      #expect(
        output.stderr.contains("2 labelled pairs that follow from answers"), "\(output.stderr)")
      let labels = try #require(try output.json()["labels"] as? [String: Any])
      let kinds = try #require(labels["kinds"] as? [String: Any])
      func count(_ kind: String) -> Int? {
        (kinds[kind] as? [String: Any]).map {
          ($0["similar"] as? Int ?? 0) + ($0["dissimilar"] as? Int ?? 0)
        }
      }
      #expect(count("out_of_fold") == 4 && count("known_known") == 2)
      #expect(count("new_known") == 2 && count("new_new") == 2)
      #expect(labels["new_known"] as? Int == 2)
      let pairs = try #require(labels["pairs"] as? [[String: Any]])
      #expect(
        pairs.count == 10 && pairs.allSatisfy { ($0["a"] as? String)?.contains(".wav") == true })
      let text = try library.evaluate("--head", "mine").stdout
      #expect(text.contains("two known clips") && text.contains("clips of another fold"), "\(text)")

      // Labels are a baseline, too; of two heads, only pairs that neither knows count.
      #expect(try library.evaluate("--head", "mine", "--save", "before").status == 0)
      let same = try library.evaluate("--head", "mine", "--against", "before", "--json")
      #expect(same.status == 0, "\(same.stderr)")
      let verdict = try #require((try same.json()["against"] as? [[String: Any]])?.first)
      #expect(
        verdict["design"] as? String == "labels" && verdict["metric"] as? String == "pair_auc")
      try library.writeHead(
        "other", trained: [outOfFold[0].pair.low, outOfFold[0].pair.high], outOfFold: [outOfFold[0]]
      )
      let two = try library.evaluate("--head", "mine", "--head", "other", "--json")
      #expect(two.status == 0, "\(two.stderr)")
      let common = try #require(try two.json()["labels"] as? [String: Any])
      #expect((common["heads"] as? [String: Any])?.count == 2)
    }
  }
}
