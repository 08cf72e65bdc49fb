import Foundation
import NeiroTestSupport
import Testing

/// `neiro label check`, with the built program.
@Suite struct LabelCheckCommandTests {
  private func preset(_ index: Int) -> String { "presets/\(PresetLibrary.name(index))" }

  @Test func contradictionsAndGapsAreTold() throws {
    try withPresetLibrary { library in
      func answer(_ a: Int, _ b: Int, _ label: String, by labeller: String = "ann") throws {
        let output = try library.run(
          "label", "add", preset(a), preset(b), "--\(label)", "--labeller", labeller)
        #expect(output.status == 0, "\(output.stderr)")
      }
      let none = try library.run("label", "check")
      #expect(none.status == 0 && none.stdout.isEmpty && none.stderr.contains("neiro label"))
      let databaseIsThere = FileManager.default.fileExists(
        atPath: library.root.appendingPathComponent("Labels/labels.sqlite").path)
      #expect(!databaseIsThere)

      try library.run("index", "presets")
      try answer(0, 1, "similar")
      try answer(1, 2, "similar")
      let calm = try library.run("label", "check").stdout
      #expect(calm.contains("Nothing to mend."), "\(calm)")
      try answer(2, 0, "dissimilar")
      try answer(1, 0, "similar")
      try answer(8, 9, "dissimilar")
      try answer(8, 9, "similar", by: "bob")
      try answer(16, 17, "similar", by: "bob")
      try library.run("label", "undo", "--labeller", "bob")

      let output = try library.run("label", "check", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      #expect(report["labellers"] as? [String] == ["ann", "bob"])
      #expect((report["answers"] as? [String: Int])?["similar"] == 3)
      let triangles = try #require(report["triangles"] as? [[String: Any]])
      #expect(triangles.count == 1)
      #expect((triangles[0]["similar_to_both"] as? [String: Any])?["path"] as? String == preset(1))
      let disagreements = try #require(report["disagreements"] as? [[String: Any]])
      #expect(disagreements.count == 1 && disagreements[0]["similar"] as? [String] == ["bob"])
      let steadiness = try #require(report["self_agreement"] as? [[String: Any]])
      #expect(steadiness.count == 1 && steadiness[0]["labeller"] as? String == "ann")
      #expect(steadiness[0]["repeats"] as? Int == 1 && steadiness[0]["agreeing"] as? Int == 1)
      #expect((report["gate"] as? [String: Any])?["enough"] as? Bool == false)

      let text = try library.run("label", "check").stdout
      for hint in ["label add", "train --labeller", preset(1), "ann answered again 1 time,"] {
        #expect(text.contains(hint), "\(text)")
      }
      // One labeller alone contradicts nobody else.
      let ann = try library.run("label", "check", "--labeller", "ann", "--json").json()
      #expect((ann["disagreements"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func enoughLabelsAreSaidToBeEnough() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      let check = try library.run("label", "check", "--json").json()
      let gate = try #require(check["gate"] as? [String: Any])
      let train = try library.run("train", "--name", "mine", "--recipe", "quick", "--json").json()
      let verdict = try #require(train["gate"] as? [String: Any])
      let oneShots = try #require(verdict["oneShots"] as? [String: Any])
      #expect(gate["judging_groups"] as? Int == oneShots["groups"] as? Int)
      #expect(gate["enough"] as? Bool == true)
      #expect(try library.run("label", "check").stdout.contains("enough"))

      try FileManager.default.removeItem(
        at: library.presets.appendingPathComponent(PresetLibrary.name(0)))
      try library.run("index", "presets")
      let absence = try library.run("label", "check", "--json").json()["absence"] as? [String: Any]
      #expect((absence?["without_file"] as? [Any])?.count == 1)
    }
  }
}
