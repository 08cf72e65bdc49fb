import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroRuns

@Suite struct RunArchiveTests {
  /// Three runs, the last one of a base.
  private func withRuns(_ body: (URL, RunArchive) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try SampleRun.writeHead(in: folder, minutes: 0)
      try SampleRun.writeHead(in: folder, name: "other", minutes: 1)
      try SampleRun.writeBase(in: folder, minutes: 2)
      try body(folder, RunArchive(folder))
    }
  }

  @Test func theNewestIsFirst() throws {
    try withRuns { _, archive in
      let (runs, problems) = archive.runs()
      #expect(runs.map(\.config.name) == ["base-spectral", "other", "mine"])
      #expect(problems.isEmpty)
      let latest = try archive.run(named: "latest")
      #expect(latest.config.name == "base-spectral")
    }
  }

  @Test func aBeginningIsEnoughIfItIsTheOnlyOne() throws {
    try withRuns { _, archive in
      let names = try ["20260101T1001", "20260101T100000Z-mine"].map { text in
        try archive.run(named: text).config.name
      }
      #expect(names == ["other", "mine"])
      let error = #expect(throws: RunError.self) { try archive.run(named: "2026") }
      #expect(error?.description.contains("the beginning of 3 runs") == true)
    }
  }

  @Test func unknownNamesAreAnsweredWithTheNearest() throws {
    try withRuns { folder, archive in
      #expect(
        throws: RunError.unknown("other", nearest: ["20260101T100100Z-other"])
      ) {
        try archive.run(named: "other")
      }
      #expect(
        throws: RunError.unknown(
          "20260101T100000-mine",
          nearest: [
            "20260101T100000Z-mine", "20260101T100100Z-other", "20260101T100200Z-base-spectral",
          ])
      ) {
        try archive.run(named: "20260101T100000-mine")
      }
      let error = #expect(throws: RunError.self) { try archive.run(named: "") }
      #expect(error?.description.hasPrefix("There is no run “”.") == true)
      #expect(throws: RunError.noRuns) {
        try RunArchive(folder.appendingPathComponent("nowhere")).run(named: "latest")
      }
    }
  }

  @Test func damagedAndForeignFoldersDoNotStopTheOthers() throws {
    try withRuns { folder, archive in
      let files = FileManager.default
      func damage(_ name: String, _ file: String, _ text: String) throws {
        let copy = folder.appendingPathComponent(name)
        try files.copyItem(at: folder.appendingPathComponent("20260101T100000Z-mine"), to: copy)
        try Data(text.utf8).write(to: copy.appendingPathComponent(file))
      }
      try damage("a", "config.json", "{")
      try damage("b", "manifest.json", "{\"format\": 99, \"head\": \"x\"}")
      try damage("c", "manifest.json", "{\"format\": 2, \"head\": \"residual\"}")
      try damage("d", "config.json", "[1]")
      try files.createDirectory(
        at: folder.appendingPathComponent("holiday"), withIntermediateDirectories: false)
      try Data().write(to: folder.appendingPathComponent("notes.txt"))
      try files.createDirectory(
        at: folder.appendingPathComponent(".staging.x.1"), withIntermediateDirectories: false)

      let (runs, problems) = archive.runs()
      #expect(runs.count == 3)
      #expect(
        problems.map(\.description) == [
          "Training/runs/holiday is no finished run: it has no config.json.",
          "Training/runs/d is damaged: config.json can't be used, it holds something else.",
          "Training/runs/c is damaged: manifest.json can't be used, it lacks “name”.",
          "Training/runs/b has format 99, and this Neiro reads up to "
            + "\(CheckpointManifest.currentFormat): update Neiro.",
          "Training/runs/a is damaged: config.json can't be used, it is not JSON.",
        ])
    }
  }

  @Test func aBadLineOfMetricsIsNamed() throws {
    try withRuns { folder, archive in
      let run = try archive.run(named: "20260101T100000Z-mine")
      try Data("{}\n".utf8).write(to: run.folder.appendingPathComponent("metrics.jsonl"))
      let error = #expect(throws: RunError.self) { try run.metrics() }
      #expect(error?.description.contains("line 1 is no event") == true)
    }
  }

  @Test func distancesAreLevenshteins() {
    #expect(EditDistance.levenshtein(Array("kitten"), Array("sitting")) == 3)
    #expect(EditDistance.levenshtein([], Array("abc")) == 3)
    #expect(EditDistance.levenshtein(Array("abc"), []) == 3)
    #expect(EditDistance.nearest(1, to: "mnie", among: ["other", "mine"]) == ["mine"])
  }
}
