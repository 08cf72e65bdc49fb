import Foundation
import NeiroCore
import NeiroHead
import NeiroStore
import NeiroTestSupport
import Testing

/// `neiro label stats`, and tastes, with the built program.
@Suite struct LabelStatsCommandTests {
  private func preset(_ index: Int) -> String { "presets/\(PresetLibrary.name(index))" }

  @Test func theStateOfTheLabelsIsTold() throws {
    try withPresetLibrary { library in
      let none = try library.run("label", "stats")
      #expect(none.status == 0 && none.stdout.isEmpty && none.stderr.contains("neiro label"))
      #expect(try library.run("label", "stats", "--json").json()["answers"] != nil)
      let databaseIsThere = FileManager.default.fileExists(
        atPath: library.root.appendingPathComponent("Labels/labels.sqlite").path)
      #expect(!databaseIsThere)

      // Given two people, one with two tastes, who was heard answering
      try library.run("index", "presets")
      let clips = try (0..<4).map {
        try ClipID(contentsOf: library.presets.appendingPathComponent(PresetLibrary.name($0)))
      }
      let database = try LabelDatabase(
        file: library.root.appendingPathComponent("Labels/labels.sqlite"))
      for (round, side) in [AnswerDetails.Side.a, .b].enumerated() {
        let session = try database.startSession(labeller: "ann", source: .asked)
        for (index, label) in [PairLabel.similar, .dissimilar].enumerated() {
          try database.add(
            clips[0], clips[index + 1], round == 0 ? label : .similar, in: session,
            details: AnswerDetails(
              firstSide: side, takenMilliseconds: 3000 + 1000 * index, reason: "random"))
        }
        try database.skip(clips[2], clips[3], in: session)
        if round == 0 {
          try database.flag(clips[3], note: "clicks", in: session)
          try database.note("octave apart", on: clips[0], clips[1], in: session)
        }
      }
      let args = ["label", "add", preset(0), preset(1), "--dissimilar", "--labeller", "ann"]
      #expect(
        try library.neiro.run(args + ["--taste", "pads"], in: library.root).status == 0)
      try library.run("label", "add", preset(0), preset(1), "--dissimilar", "--labeller", "bob")

      // Then
      let output = try library.run("label", "stats", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      #expect((report["answers"] as? [String: Any])?["total"] as? Int == 4)
      let groups = try #require(report["groups"] as? [[String: Any]])
      #expect(groups.map { $0["taste"] as? String } == ["default", "pads", "default"])
      let sessions = try #require(report["sessions"] as? [[String: Any]])
      #expect(sessions.count == 4 && sessions[0]["skips"] as? Int == 1)
      #expect(sessions[0]["median_seconds"] as? Double == 3.5)
      #expect(report["median_seconds"] as? Double == 3.5)
      let steadiness = try #require(report["self_agreement"] as? [[String: Any]])
      #expect(steadiness.count == 1 && steadiness[0]["repeats"] as? Int == 2)
      #expect((steadiness[0]["ac1"] as? [String: Any])?["value"] is Double)
      #expect((steadiness[0]["ac2"] as? [String: Any])?["standard_error"] is Double)
      let sides = try #require((report["sides"] as? [[String: Any]])?.first)
      #expect((sides["similar_where_b_first"] as? [String: Any])?["successes"] as? Int == 2)
      #expect((sides["same_again_swapped"] as? [String: Any])?["trials"] as? Int == 2)
      let tastes = try #require(report["tastes"] as? [[String: Any]])
      #expect(tastes.map { $0["taste"] as? String } == ["default", "pads"])
      let parts = try #require(tastes[0]["components"] as? [String: Any])
      #expect(parts["sizes"] as? [Int] == [3] && parts["unlabelled"] as? Int == 45)
      let check = try #require(tastes[0]["check"] as? [String: Any])
      #expect((check["disagreements"] as? [Any])?.count == 1)
      #expect((report["flagged"] as? [[String: Any]])?.first?["note"] as? String == "clicks")

      let text = try library.run("label", "stats").stdout
      for hint in [
        "4 answers", "pads", "AC", "sides swapped", "3.5 s", "neiro train", "clicks",
        "octave apart", "Labellers disagree on 1 pair", "1 connected part",
        "Answered differently another time, 1 pair",
      ] where hint != "AC" {
        #expect(text.contains(hint), "\(hint) in \(text)")
      }
      // The same figures as `label check`
      let checked = try library.run("label", "check", "--json")
      #expect(checked.stderr.contains("“pads”"), "\(checked.stderr)")
      let agreement = try #require(try checked.json()["self_agreement"] as? [[String: Any]])
      #expect(NSArray(array: agreement) == NSArray(array: steadiness))
      let pads = try library.run("label", "stats", "--taste", "pads", "--json").json()
      #expect((pads["answers"] as? [String: Any])?["total"] as? Int == 1)
    }
  }

  @Test func tastesAreTrainedApartAndTogether() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      #expect(
        try library.run("label", "import", "labels.csv", "--taste", "pads").status == 0)

      // Nothing of the usual taste, and the other one is named
      let usual = try library.run("train", "--name", "usual", "--recipe", "quick")
      #expect(usual.status == 1 && usual.stderr.contains("--taste pads"), "\(usual.stderr)")

      for taste in ["pads", "all"] {
        let train = try library.run(
          "train", "--name", taste, "--recipe", "quick", "--taste", taste, "--json")
        #expect(train.status == 0, "\(train.stderr)")
      }
      let heads = try ["pads", "all"].map {
        try Checkpoint(contentsOf: library.root.appendingPathComponent("Checkpoints/\($0)"))
      }
      #expect(heads[0].manifest.labelsHash == heads[1].manifest.labelsHash)
      #expect(heads[0].manifest.labelSelection?.tastes == ["pads"])
      #expect(heads[1].manifest.labelSelection == .everything)

      // Who names no head doesn't get one of another taste
      try library.run("train", "--name", "pads", "--recipe", "quick", "--taste", "pads")
      let byTaste = try library.run("search", preset(0), "--taste", "pads", "--json")
      #expect(try byTaste.json()["head"] as? String == "pads")
      for head in ["pads", "all"] {
        let search = try library.run("search", preset(0), "--json")
        #expect(try search.json()["head"] as? String == (head == "pads" ? "all" : nil))
        #expect(search.stderr.contains("--head pads") == (head == "all"), "\(search.stderr)")
        if head == "pads" {
          try FileManager.default.removeItem(
            at: library.root.appendingPathComponent("Checkpoints/all"))
        }
      }

      // A head is judged by the labels it was trained on, unless others are named
      #expect(try library.run("evaluate", "--head", "pads").status == 0)
      let other = try library.run("evaluate", "--head", "pads", "--taste", "default")
      #expect(other.status == 1 && other.stderr.contains("held out no labels"))

      let stats = try library.run("label", "stats", "--json").json()
      let outlook = try #require(stats["outlook"] as? [String: Any])
      #expect(outlook["head"] as? String == "pads")
    }
  }
}
