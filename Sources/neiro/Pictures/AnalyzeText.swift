import Foundation
import NeiroAudio
import NeiroCommands

/// What `neiro analyze` prints for people.
struct AnalyzeText {
  private let sounds: [AnalyzedSound]

  init(_ sounds: [AnalyzedSound]) {
    self.sounds = sounds
  }

  /// Sounds that are drawn in the terminal; of more only the numbers fit.
  static let mostDrawn = 4

  func print() {
    guard !sounds.isEmpty else { return }
    if Terminal.outputIsTerminal, Terminal.isUnicode, sounds.count <= Self.mostDrawn {
      for sound in sounds { draw(sound) }
    }
    if sounds.count == 1 { printOne(sounds[0]) } else { printAll() }
    Output.note("Over the frames that are heard, no more than 60 dB below the loudest.")
  }

  static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
  static func milliseconds(_ seconds: Double) -> String { String(format: "%.0f", 1000 * seconds) }

  private func draw(_ sound: AnalyzedSound) {
    guard let drawing = sound.drawing, drawing.columns > 0 else { return }
    if sounds.count > 1 { Output.line(Terminal.bold(sound.file)) }
    for line in TerminalSpectrogram(drawing, width: min(Terminal.width - 1, 78)).lines {
      Output.line(line)
    }
    let seconds = Self.seconds(sound.durationSeconds)
    Output.line(Terminal.dim("\(seconds) s across; 0 to 22 kHz upwards, on the mel scale"))
  }

  private func printOne(_ sound: AnalyzedSound) {
    var table = TextTable(
      headings: ["", "median", "mean", "deviation", "unit"],
      alignments: [.left, .right, .right, .right, .left])
    for descriptor in Descriptor.allCases {
      let values = sound.values[descriptor].map { [$0.median, $0.mean, $0.deviation] }
      table.add(
        [descriptor.name] + (values?.map(descriptor.text) ?? ["–", "–", "–"]) + [descriptor.unit])
    }
    Output.table(table)
    printCepstrum(sound)
    Output.line(attack(sound))
    let file = sound.information
    Output.line(
      "\(Self.seconds(sound.durationSeconds)) s; \(file.sampleRateHz) Hz, "
        + "\(file.channelCount == 1 ? "1 channel" : "\(file.channelCount) channels"), \(file.format)"
    )
  }

  /// Medians, ten in a line.
  private func printCepstrum(_ sound: AnalyzedSound) {
    guard !sound.mfcc.isEmpty else { return }
    let half = sound.mfcc.count / 2
    var table = TextTable(
      headings: [""] + (0..<half).map { _ in "" },
      alignments: [.left] + (0..<half).map { _ in .right })
    for start in [0, half] {
      let medians = sound.mfcc[start..<start + half].map {
        String(format: "%.1f", $0.median).replacing("-", with: "−")
      }
      table.add(["MFCC \(start)–\(start + half - 1)"] + medians)
    }
    Output.table(table)
  }

  private func attack(_ sound: AnalyzedSound) -> String {
    guard let attack = sound.attack else { return "attack: none, nothing is heard" }
    let log = String(format: "%.2f", attack.logSeconds).replacing("-", with: "−")
    return "attack: \(Self.milliseconds(attack.seconds)) ms (log₁₀ of seconds \(log)), "
      + "from \(Self.seconds(attack.startSeconds)) s on"
  }

  /// Medians, a row for each sound.
  private func printAll() {
    let descriptors = Descriptor.allCases
    var table = TextTable(
      headings: ["sound", "seconds"]
        + descriptors.map { $0 == .zeroCrossingRate ? $0.shortName : "\($0.shortName) \($0.unit)" }
        + ["attack ms"],
      alignments: [.left, .right] + descriptors.map { _ in .right } + [.right])
    for sound in sounds {
      let values = descriptors.map { descriptor in
        sound.values[descriptor].map { descriptor.text($0.median) } ?? "–"
      }
      table.add(
        [sound.file, Self.seconds(sound.durationSeconds)] + values
          + [sound.attack.map { Self.milliseconds($0.seconds) } ?? "–"])
    }
    Output.table(table)
  }
}
