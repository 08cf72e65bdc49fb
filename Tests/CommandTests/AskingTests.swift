import Foundation
import NeiroTestSupport
import Testing

/// `neiro label ask` as a program asks and answers it.
@Suite struct AskingTests {
  private struct Asked: Decodable, Equatable {
    struct Version: Decodable, Equatable {
      let name: String
      let fingerprint: String
    }

    let a: String
    let b: String
    let reason: String
    let headVersion: Version?

    enum CodingKeys: String, CodingKey {
      case a, b, reason
      case headVersion = "head_version"
    }
  }

  /// Answers each question as somebody does who hears brightness alone.
  private func answer(_ library: PresetLibrary, _ arguments: String...) throws -> [Asked] {
    let process = library.neiro.process(
      ["label", "ask", "--json", "--no-play", "--labeller", "ann", "--seed", "1"] + arguments,
      in: library.root)
    let (questions, answers) = (Pipe(), Pipe())
    process.standardInput = answers
    process.standardOutput = questions
    process.standardError = FileHandle.nullDevice
    try process.run()
    var asked: [Asked] = []
    var unread = Data()
    while case let chunk = questions.fileHandleForReading.availableData, !chunk.isEmpty {
      unread.append(chunk)
      while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let question = try JSONDecoder().decode(Asked.self, from: unread[..<end])
        unread = Data(unread[unread.index(after: end)...])
        asked.append(question)
        let isSimilar = brightness(question.a) == brightness(question.b)
        try answers.fileHandleForWriting.write(contentsOf: Data((isSimilar ? "s\n" : "d\n").utf8))
      }
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return asked
  }

  private func brightness(_ path: String) -> Substring {
    path.split(separator: "/").last?.split(separator: "-").first ?? ""
  }

  @Test func aCommitteeLearnsWhileOneAnswersTheSameEachTime() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let first = try answer(library, "--reproducible", "--count", "70")
      #expect(first.count == 70)
      // The first questions can't be learned ones, later ones are, by a committee that goes on
      // learning.
      #expect(first.prefix(20).allSatisfy { $0.headVersion == nil })
      let versions = Set(first.compactMap(\.headVersion?.fingerprint))
      #expect(versions.count >= 2)
      #expect(Set(first.map(\.reason)).isSuperset(of: ["uncertain", "test", "repeat", "bridge"]))

      let list = try library.run("label", "export", "--format", "jsonl").stdout
      #expect(list.contains(#""reason":"uncertain""#), "\(list.prefix(500))")

      try FileManager.default.removeItem(at: library.root.appendingPathComponent("Labels"))
      #expect(try answer(library, "--reproducible", "--count", "70") == first)
    }
  }

  @Test func whatIsDrawnToJudgeByIsNotTrainedOn() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let asked = try answer(library, "--count", "60")
      let kept = asked.count { $0.reason == "test" }
      #expect(kept == 9)
      let train = try library.run("train", "--name", "mine", "--recipe", "quick")
      #expect(train.status == 0, "\(train.stderr)")
      #expect(train.stderr.contains("9 drawn by chance to judge by, not used"), "\(train.stderr)")

      let report = try library.run("evaluate", "--head", "mine", "--json").json()
      let kinds = (report["labels"] as? [String: Any])?["kinds"] as? [String: Any]
      let drawn = kinds?["chance"] as? [String: Any]
      let judged = [drawn?["similar"], drawn?["dissimilar"]].compactMap { $0 as? Int }
      // A pair that follows from what was trained on is left out.
      #expect((1...9).contains(judged.reduce(0, +)), "\(report)")
    }
  }

  @Test func targetsAreLoopsThatAreIndexed() throws {
    try withPresetLibrary { library in
      let loops = library.root.appendingPathComponent("loops")
      try FileManager.default.createDirectory(at: loops, withIntermediateDirectories: true)
      for index in 0..<3 {
        try WaveFile(
          channels: [PresetLibrary.samples(brightness: 2, variant: 20 + index)],
          sampleRateHz: 22_050
        ).write(to: loops.appendingPathComponent("bright2-\(20 + index).wav"))
      }
      try library.run("index", "presets")
      let refused = try library.run("label", "ask", "--no-play", "--targets", "loops")
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("`neiro index loops --loops`"), "\(refused.stderr)")

      try library.run("index", "loops", "--loops")
      let asked = try answer(library, "--targets", "loops", "--count", "15")
      let ofLoops = asked.count { $0.a.contains("/loops/") != $0.b.contains("/loops/") }
      #expect(ofLoops >= 10)
      #expect(!asked.contains { $0.a.contains("/loops/") && $0.b.contains("/loops/") })
    }
  }

  @Test func chanceAloneIsOneWayToAsk() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let asked = try answer(library, "--strategy", "random", "--count", "10")
      #expect(asked.count == 10 && asked.allSatisfy { $0.reason == "random" })
      let unknown = try library.run("label", "ask", "--strategy", "clever")
      #expect(unknown.status == 64)
    }
  }
}
