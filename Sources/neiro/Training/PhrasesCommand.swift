public import ArgumentParser
import Foundation
public import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroStore

struct PhrasesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phrases",
    abstract: "Write phrases played on presets, to hear what a library is adapted with.",
    usage: "neiro phrases <clips> ... --out <dir> [<options>]",
    discussion: """
      Each preset is resampled to the notes of short random phrases, with reverb, equalising or \
      drums here and there. All presets play the same phrases. Where a phrase has a second preset \
      quietly underneath, it is the one named before. The paths of the WAV files are printed; \
      presets that can't be played are listed, and the exit code is 2.

      Examples:
        neiro phrases previews/timgm/000-081_Saw.ogg --out phrases
        neiro phrases pads/*.ogg --out phrases --count 3 --seed 7
        neiro phrases lead.wav --out phrases --pattern riff --dry
      """)

  @Argument(help: "Audio files, or clips of the library.")
  var clips: [String]

  @Option(help: ArgumentHelp("The folder to write to; made if need be.", valueName: "dir"))
  var out: String

  @Option(help: "How many phrases of each preset.")
  var count = 5

  @Option(help: "The same seed gives the same phrases.")
  var seed: UInt64 = 1

  @Option(help: "Play this pattern alone, instead of each in turn.")
  var pattern: PhrasePattern?

  @Flag(help: "Only the notes: no reverb, equalising, drums or second preset.")
  var dry = false

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard count > 0 else { throw ValidationError("--count must be 1 or more.") }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: out, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw PhrasesError.noFolder(path: out, reason: FileProblem(error).words)
    }
    let resolver = try libraryOptions.resolver(libraryOptions.openWorkspace())
    let phrases = drawPhrases()
    var names = FileNames()
    var report = PhrasesReport()
    var previous: Waveform?
    for clip in clips {
      do {
        guard let path = try resolver.resolve(clip).path else { throw PhrasesError.noFile }
        let file = URL(fileURLWithPath: path)
        let oneShot = try AudioDecoder.decode(
          file, sampleRateHz: 44_100, maximumSeconds: PhrasePlayer.maximumSeconds)
        let player = PhrasePlayer(oneShot: oneShot)
        let name = names.unused(for: file.deletingPathExtension().lastPathComponent)
        for (index, (pattern, phrase)) in phrases.enumerated() {
          let written = folder.appendingPathComponent("\(name)-\(index + 1)-\(pattern).wav")
          try player.play(phrase, under: previous).writeWAV(to: written)
          report.phrases.append(
            .init(
              clip: clip, path: written.relativePath, pattern: pattern.rawValue,
              beatsPerMinute: phrase.beatsPerMinute))
          if !output.json { Output.line(written.relativePath) }
        }
        previous = oneShot
      } catch {
        report.failed.append(.init(clip: clip, reason: "\(error)"))
        if !output.json { Output.note("Failed: \(clip): \(error)") }
      }
    }
    if output.json { try Output.json(report) }
    if !report.failed.isEmpty { throw ExitCode.someInputsFailed }
  }

  private func drawPhrases() -> [(pattern: PhrasePattern, phrase: Phrase)] {
    var generator = SeededGenerator(seed: seed)
    let patterns = pattern.map { [$0] } ?? PhrasePattern.allCases
    return (0..<count).map { index in
      let pattern = patterns[index % patterns.count]
      let phrase = Phrase.random(
        pattern, style: dry ? .dry : PhraseStyle(), using: &generator)
      return (pattern, phrase)
    }
  }
}

private enum PhrasesError: Error, CustomStringConvertible {
  case noFolder(path: String, reason: String)
  case noFile

  var description: String {
    switch self {
    case .noFolder(let path, let reason):
      "\(path) can't be written to: \(reason)"
    case .noFile:
      "no file with this content is there any more"
    }
  }
}

extension PhrasePattern: ExpressibleByArgument {}

/// What was written; also its JSON.
private struct PhrasesReport: Encodable {
  struct Phrase: Encodable {
    let clip: String
    let path: String
    let pattern: String
    let beatsPerMinute: Double

    enum CodingKeys: String, CodingKey {
      case clip, path, pattern
      case beatsPerMinute = "beats_per_minute"
    }
  }

  struct Failure: Encodable {
    let clip: String
    let reason: String
  }

  var phrases: [Phrase] = []
  var failed: [Failure] = []
}

/// Names for what is written, each once: two folders may hold a preset of the same name.
private struct FileNames {
  private var used: Set<String> = []

  mutating func unused(for name: String) -> String {
    var candidate = name
    var number = 2
    while !used.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }
}
