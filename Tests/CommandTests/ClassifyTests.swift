import Foundation
import NeiroTestSupport
import Testing

/// `neiro classify` with the built programs and a tiny CLAP model with random weights.
@Suite struct ClassifyTests {
  private struct Report: Decodable {
    struct Label: Decodable {
      let label: String
      let probability, uncalibrated, cosine: Double
      let calibrated, percentile: Double?
    }
    struct Result: Decodable {
      let path: String
      let labels: [Label]
    }
    struct Failure: Decodable {
      let path, reason: String
    }
    struct Calibration: Decodable {
      let centred_on_library: Bool
      let presets: Int?
    }
    struct Metrics: Decodable {
      let accuracy, brier_score, expected_calibration_error: Double
    }
    struct Check: Decodable {
      let sounds: Int
      let own, held_out: Metrics
      let centred: Metrics?
    }
    let results: [Result]
    let failed: [Failure]
    let calibration: Calibration
    let check: Check?
  }

  private static let labels = ["bass", "pad", "pluck"]
  private static let options = ["--labels", "bass, pad,pluck", "--encoder", "tiny"]

  private func withModel(_ body: (PresetLibrary) throws -> Void) throws {
    try withPresetLibrary { library in
      let model = Fixtures.file("clap-tiny/unfused").path
      let added = try library.run("encoders", "add", model, "--name", "tiny")
      #expect(added.status == 0, "\(added.stderr)")
      try body(library)
    }
  }

  private func report(
    _ arguments: [String], in library: PresetLibrary, status: Int32 = 0
  ) throws -> Report {
    let output = try library.neiro.run(
      ["classify", "--json"] + arguments + Self.options, in: library.root)
    #expect(output.status == status, "\(output.stderr)")
    return try JSONDecoder().decode(Report.self, from: Data(output.stdout.utf8))
  }

  private func softmax(_ logits: [Double]) -> [Double] {
    let weights = logits.map { exp($0 - (logits.max() ?? 0)) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  /// The model's own factor of the cosine, from what is known of it.
  private func logitScale(in library: PresetLibrary) throws -> Double {
    let file = library.root.appendingPathComponent("Checkpoints/encoders/tiny/encoder.json")
    let manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let text = (manifest as? [String: Any])?["text"] as? [String: Any]
    return try #require(text?["logitScale"] as? Double)
  }

  @Test func badFilesAreNamedAndTheOthersClassified() throws {
    try withModel { library in
      let silent = WaveFile(channels: [[Float](repeating: 0, count: 5000)], sampleRateHz: 22_050)
      try silent.write(to: library.root.appendingPathComponent("silent.wav"))
      try Data("no".utf8).write(to: library.root.appendingPathComponent("text.wav"))
      let names = [0, 9, 20].map { "presets/\(PresetLibrary.name($0))" }
      let files = [names[0], "silent.wav", names[1], "nowhere.wav", "text.wav", names[2]]
      let found = try report(files, in: library, status: 2)
      #expect(found.results.map(\.path) == names)
      #expect(found.failed.map(\.path) == ["silent.wav", "nowhere.wav", "text.wav"])
      #expect(found.failed[0].reason == "is silent: every sample is zero")
      #expect(!found.calibration.centred_on_library && found.calibration.presets == nil)
      let scale = try logitScale(in: library)
      for result in found.results {
        #expect(Set(result.labels.map(\.label)) == Set(Self.labels))
        expectClose(
          result.labels.map(\.probability), softmax(result.labels.map { scale * $0.cosine }),
          within: 1e-6)
        #expect(result.labels.map(\.probability) == result.labels.map(\.probability).sorted(by: >))
        #expect(result.labels.allSatisfy { $0.calibrated == nil && $0.percentile == nil })
      }
      let table = try library.neiro.run(["classify"] + files + Self.options, in: library.root)
      #expect(table.status == 2 && table.stdout.split(separator: "\n").count == 4)
      #expect(table.stderr.contains("Failed: text.wav: is not audio"), "\(table.stderr)")
      #expect(table.stderr.contains("neiro index --encoder tiny"), "\(table.stderr)")
    }
  }

  @Test func theLibraryIsClassifiedFromTheCacheAndCalibratesItself() throws {
    try withModel { library in
      try library.run("index", "presets", "--encoder", "tiny")
      let found = try report(["--library"], in: library)
      #expect(found.results.count == 48 && found.calibration.presets == 48)
      #expect(found.results.map(\.path) == found.results.map(\.path).sorted())

      // Means, centred softmax and shares below, once more from the cosines.
      let scale = try logitScale(in: library)
      let cosines = found.results.map { result in
        Self.labels.map { name in result.labels.first { $0.label == name }?.cosine ?? .nan }
      }
      let means = Self.labels.indices.map { label in
        cosines.reduce(0) { $0 + $1[label] } / 48
      }
      for (result, row) in zip(found.results, cosines) {
        let calibrated = softmax(zip(row, means).map { scale * ($0 - $1) })
        let own = softmax(row.map { scale * $0 })
        for (place, name) in Self.labels.enumerated() {
          let label = try #require(result.labels.first { $0.label == name })
          #expect(abs((label.calibrated ?? 9) - calibrated[place]) < 1e-6)
          #expect(abs(label.uncalibrated - own[place]) < 1e-6)
          #expect(label.probability == label.calibrated)
          let below = cosines.count { $0[place] < row[place] }
          #expect(label.percentile == Double(below) / 48)
        }
      }

      // A file is calibrated by the library too, and is what the cache says.
      let name = "presets/\(PresetLibrary.name(7))"
      let one = try report([name], in: library).results[0].labels.map(\.probability)
      #expect(one == found.results.first { $0.path == name }?.labels.map(\.probability))
      let own = try report([name, "--uncalibrated"], in: library)
      #expect(!own.calibration.centred_on_library)
      #expect(own.results[0].labels.allSatisfy { $0.probability == $0.uncalibrated })
      #expect(try report([name, "--top", "1"], in: library).results[0].labels.count == 1)

      // The labels were read before: no worker is needed any more.
      let alone = try BuiltProgram.installed(
        library.neiro.url, at: library.root.appendingPathComponent("alone")
      ).run(["classify", "--library"] + Self.options, in: library.root)
      #expect(alone.status == 0, "\(alone.stderr)")
      #expect(alone.stdout.split(separator: "\n").count == 49)
      #expect(alone.stderr.contains("Calibrated by 48 presets"))
    }
  }

  @Test func fewPresetsDoNotCalibrate() throws {
    try withModel { library in
      for index in 0..<3 {
        try library.run("index", "presets/\(PresetLibrary.name(index))", "--encoder", "tiny")
      }
      let found = try report(["--library"], in: library)
      #expect(found.results.count == 3 && found.calibration.presets == 3)
      #expect(!found.calibration.centred_on_library)
      #expect(found.results[0].labels.allSatisfy { $0.calibrated == nil && $0.percentile != nil })
      let text = try library.neiro.run(["classify", "--library"] + Self.options, in: library.root)
      #expect(text.stderr.contains("3 presets are too few"), "\(text.stderr)")
    }
  }

  @Test func knownSoundsCheckTheProbabilities() throws {
    try withModel { library in
      try library.run("index", "presets", "--encoder", "tiny")
      // Classes that the model itself would give, but for every fourth sound.
      let all = try report(["--library"], in: library).results
      let known = all.enumerated().map { index, result in
        (path: result.path, label: result.labels[index.isMultiple(of: 4) ? 1 : 0].label)
      }
      let file = library.root.appendingPathComponent("known.csv")
      let lines = known.map { "\($0.path),\($0.label)" }
      try
        ("path,label\n" + lines.joined(separator: "\n") + "\n\(known[0].path),\(known[0].label)\n")
        .write(to: file, atomically: true, encoding: .utf8)

      let found = try report(["--known", "known.csv"], in: library)
      let check = try #require(found.check)
      // A sound that is there twice counts once.
      #expect(check.sounds == 48 && found.results.isEmpty)
      #expect(check.centred?.accuracy == 0.75 && check.held_out.accuracy == 0.75)
      #expect(
        check.held_out.expected_calibration_error
          < (check.centred?.expected_calibration_error ?? 0))
      // The Brier score of the model's own, from the probabilities that were told.
      let brier = zip(all, known).reduce(0.0) { sum, sound in
        sum
          + sound.0.labels.reduce(0) {
            let error = $1.uncalibrated - ($1.label == sound.1.label ? 1 : 0)
            return $0 + error * error
          }
      }
      #expect(abs(check.own.brier_score - brier / 48) < 1e-6)

      let table = try library.neiro.run(
        ["classify", "--known", "known.csv"] + Self.options, in: library.root)
      #expect(table.stdout.hasPrefix("48 known sounds"), "\(table.stdout)")
      #expect(table.stdout.contains("held out") && table.stdout.contains("0.750"))

      try ("path,label\n\(known[0].path),pad\nnowhere.wav,pad\n\(known[0].path),bass\n")
        .write(to: file, atomically: true, encoding: .utf8)
      let few = try library.neiro.run(
        ["classify", "--known", "known.csv"] + Self.options, in: library.root)
      #expect(few.status == 1 && few.stderr.contains("1 sound that can be used"), "\(few.stderr)")
      #expect(few.stderr.contains("line 4: the same sound has another label in line 2"))
      #expect(few.stderr.contains("nowhere.wav"))
    }
  }

  @Test func everyMistakeIsOneSentenceOnStderr() throws {
    try withModel { library in
      let sound = "presets/\(PresetLibrary.name(0))"
      try Data("pad\n\n".utf8).write(to: library.root.appendingPathComponent("one.txt"))
      try Data([0xFF, 0x0A]).write(to: library.root.appendingPathComponent("bytes.txt"))
      try Data("path,label\na.wav,lead\n".utf8)
        .write(to: library.root.appendingPathComponent("lead.csv"))
      let commands: [([String], Int32, String)] = [
        ([sound], 64, "--labels"),
        (["--labels", "a,b"], 64, "--library"),
        ([sound, "--labels", "a,b", "--library"], 64, "--library"),
        ([sound, "--labels", "a,b", "--labels-file", "one.txt"], 64, "--labels"),
        ([sound, "--labels", "a, ,"], 64, "1 label"),
        ([sound, "--labels", "a,b,a"], 64, "twice"),
        ([sound, "--labels", "a,b", "--template", "a sound"], 64, "{}"),
        ([sound, "--labels", "a,b", "--top", "0"], 64, "--top"),
        ([sound, "--labels-file", "one.txt"], 1, "one.txt names 1 label"),
        ([sound, "--labels-file", "bytes.txt"], 1, "UTF-8"),
        ([sound, "--labels-file", "nowhere.txt"], 1, "nowhere.txt"),
        ([sound, "--labels", "a,b"], 1, "reads no text"),
        (["--library", "--labels", "a,b", "--encoder", "tiny"], 1, "neiro index --encoder tiny"),
        (["--known", "lead.csv", "--labels", "a,b", "--encoder", "tiny"], 1, "none of: a, b"),
        (["--known", "nowhere.csv", "--labels", "a,b", "--encoder", "tiny"], 1, "nowhere.csv"),
      ]
      for (arguments, status, hint) in commands {
        let output = try library.neiro.run(["classify"] + arguments, in: library.root)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty, "\(arguments)")
        #expect(output.stderr.contains(hint), "\(arguments): \(output.stderr)")
      }
    }
  }
}
