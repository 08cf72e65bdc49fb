import ArgumentParser
import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroRetrieval

struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Find where in a long file a sound is heard.",
    usage: "neiro detect <file> [--text <text>] [--like <sound>] [<options>]",
    discussion: """
      The file is read as overlapping windows, each of which is encoded and compared with what is \
      looked for: words (--text, for an encoder that reads them, see `neiro encoders`) or another \
      sound (--like, with every encoder), or several of both. The similarity is the encoder's own \
      cosine; base and heads take no part. A silent window is like nothing.

      Windows at or above the threshold are events. A window stands for the hop around its middle. \
      Without --threshold it is found from the file, three robust standard deviations above what is \
      usual in it, and told with the result: what fills half of the file is never an event.

      Ctrl-C shows what was found so far; the exit code is then 130. A file that can't be read to \
      its end shows what was found before, with exit code 2.

      Examples:
        neiro detect jam.wav --text "a deep kick drum" --encoder clap
        neiro detect jam.wav --like kick.wav --window 0.5 --hop 0.1
        neiro detect mix.flac --text vocals --text applause --encoder clap
        neiro detect mix.flac --like riff.wav --threshold 0.8 --merge 2
        neiro detect mix.flac --like timgm/000-081_Saw.ogg --windows
        neiro detect jam.wav --like kick.wav --picture jam.html
      """)

  @Argument(help: "An audio file of any length.")
  var file: String

  @Option(help: "What to look for, in words. May be given several times.")
  var text: [String] = []

  @Option(
    help: "What to look for: a sound file, or a clip of the library. May be given several times.")
  var like: [String] = []

  @OptionGroup var libraryOptions: LibraryOptions

  @Option(help: "The length of a window, in seconds.")
  var window = 3.0

  @Option(help: "The time from the start of one window to that of the next, in seconds.")
  var hop = 1.0

  @Option(
    parsing: .unconditional,
    help: "The least similarity of an event, −1 to 1; found from the file if not given.")
  var threshold: Double?

  @Option(help: "Join events with less than so many seconds between them. (default: the hop)")
  var merge: Double?

  @Flag(help: "Show the similarity of each window in place of the events.")
  var windows = false

  @Option(
    help: ArgumentHelp(
      """
      Draw the similarity over time under the file's spectrogram into this file; its name ends with \
      .svg, .html or .png (needs rsvg-convert).
      """, valueName: "file"))
  var picture: PictureFile?

  @OptionGroup var output: OutputOptions

  /// The shortest window and hop, in seconds.
  private static let shortest = 0.01

  func validate() throws {
    guard !text.isEmpty || !like.isEmpty else {
      throw ValidationError("Say what to look for with --text or --like.")
    }
    guard window.isFinite, window >= Self.shortest else {
      throw ValidationError("--window must be \(Self.shortest) seconds or more.")
    }
    guard hop >= Self.shortest, hop <= window else {
      throw ValidationError(
        "--hop must be from \(Self.shortest) seconds to the length of the window (\(window)).")
    }
    guard threshold.map({ (-1...1).contains($0) }) ?? true else {
      throw ValidationError("--threshold must be from −1 to 1.")
    }
    guard merge.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--merge must be 0 seconds or more.")
    }
  }

  func run() throws {
    try picture?.check()
    let reader = try SoundReader(libraryOptions)
    let limit = reader.encoder.maximumSeconds
    guard window <= limit else {
      throw DetectError.windowTooLong(
        seconds: window, limit: limit, encoder: reader.encoder.identity.name)
    }
    let scan: WindowScan
    do {
      let source = try AudioWindows(
        URL(fileURLWithPath: file), sampleRateHz: reader.encoder.sampleRateHz,
        windowSeconds: window, hopSeconds: hop)
      scan = try WindowScan(
        of: source, for: targets(reader), encoder: reader.encoder)
    } catch let error as AudioError {
      throw DetectError.notRead(file: file, reason: "\(error)")
    }
    if scan.windows.isEmpty, let failure = scan.failure {
      throw DetectError.notRead(file: file, reason: failure)
    }
    let report = DetectReport(
      file: file, encoder: reader.encoder.identity, windowSeconds: window, hopSeconds: hop,
      names: names, scan: scan, threshold: threshold, mergeSeconds: merge ?? hop)
    if output.json { try Output.json(report) } else { report.print(showsWindows: windows) }
    if let picture {
      let drawn = DetectPicture(report)
      try picture.write {
        drawn.picture
      } page: {
        drawn.page
      }
    }
    if scan.wasInterrupted { throw ExitCode.interrupted }
    if scan.failure != nil { throw ExitCode.someInputsFailed }
  }

  /// What is looked for, by name: texts and then sounds.
  private var names: [DetectReport.Name] {
    text.map { .text($0) } + like.map { .like($0) }
  }

  private func targets(_ reader: SoundReader) throws -> [Embedding] {
    let texts = text.isEmpty ? [] : try reader.queries.embeddings(ofTexts: text)
    let resolver = reader.resolver()
    let sounds = try like.map { try reader.sound($0, resolver: resolver).embedding }
    return texts + sounds
  }
}

enum DetectError: Error, CustomStringConvertible {
  case notRead(file: String, reason: String)
  case windowTooLong(seconds: Double, limit: Double, encoder: String)

  var description: String {
    switch self {
    case .notRead(let file, let reason): "\(file): \(reason)"
    case .windowTooLong(let seconds, let limit, let encoder):
      "A window of \(seconds) s is longer than \(encoder) hears (\(limit) s). Choose a shorter --window."
    }
  }
}
