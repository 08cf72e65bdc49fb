import ArgumentParser
import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Measure and draw sounds: spectrum, brightness, noise, attack.",
    usage: "neiro analyze <file> ... [--out <file>] [<options>]",
    discussion: """
      Prints the spectral centroid (how bright a sound is), bandwidth, roll-off, zero-crossing rate, \
      RMS level and the cepstrum's coefficients (MFCC), each as librosa defines it, over frames of \
      2048 samples at 44 100 Hz, and the attack time. No library is needed.

      --out draws waveform, log-mel spectrogram, MFCC and the tracks over time, several sounds beside \
      each other on common axes. On a page (.html) two to seven sounds also have a radar of \
      their descriptors, on scales that are the same for all sounds.

      Files that can't be read are named; the others are done, and the exit code is 2.

      Examples:
        neiro analyze kick.wav
        neiro analyze kick.wav --out kick.svg
        neiro analyze loop.wav preset.ogg --out both.html
        neiro analyze loop.wav --out loop.png
        neiro analyze *.wav --json > values.json
        neiro analyze kick.wav --json --frames > frames.json
      """)

  @Argument(help: "Audio files.")
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "Draw into this file; its name ends with .svg, .html or .png (needs rsvg-convert).",
      valueName: "file"))
  var out: PictureFile?

  @Flag(help: "With --json: the values of each frame too.")
  var frames = false

  @OptionGroup var output: OutputOptions

  /// Sounds that one picture can show.
  private static let mostDrawn = 24

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name sounds to analyze.") }
    guard !frames || output.json else { throw ValidationError("--frames needs --json.") }
    guard out == nil || files.count <= Self.mostDrawn else {
      throw ValidationError("--out draws up to \(Self.mostDrawn) sounds, not \(files.count).")
    }
  }

  func run() throws {
    try out?.check()
    let (sounds, failed) = analyze()
    if output.json {
      try Output.json(AnalyzeReport(sounds, failed: failed))
    } else {
      AnalyzeText(sounds).print()
    }
    for failure in failed { Output.note(failure.sentence) }
    if let out, !sounds.isEmpty {
      try out.write {
        SoundPicture.picture(sounds)
      } page: {
        AnalyzePage(sounds).page
      }
    }
    if Interrupt.isRequested { throw ExitCode.interrupted }
    if !failed.isEmpty { throw ExitCode.someInputsFailed }
  }

  /// The files, several at once, in their order; those done until somebody asked for an end.
  private func analyze() -> (sounds: [AnalyzedSound], failed: [AnalyzeReport.Failure]) {
    Interrupt.listen()
    var progress = ProgressLine()
    defer { progress.clear() }
    var sounds: [AnalyzedSound] = []
    var failed: [AnalyzeReport.Failure] = []
    let columns = drawsInTerminal || out != nil ? SoundPicture.mostColumns : nil
    var done = 0
    while done < files.count, !Interrupt.isRequested {
      let batch = Array(files[done...].prefix(2 * ProcessInfo.processInfo.activeProcessorCount))
      let keepsFrames = frames
      let results = Parallel.map(batch) { file -> Result<AnalyzedSound, AudioError> in
        do throws(AudioError) {
          return .success(try AnalyzedSound(file, columns: columns, keepsFrames: keepsFrames))
        } catch {
          return .failure(error)
        }
      }
      for (file, result) in zip(batch, results) {
        switch result {
        case .success(let sound): sounds.append(sound)
        case .failure(let error): failed.append(.init(file: file, reason: "\(error)"))
        }
      }
      done += batch.count
      if done < files.count { progress.update(done, of: files.count, "sounds") }
    }
    return (sounds, failed)
  }

  private var drawsInTerminal: Bool {
    Terminal.outputIsTerminal && !output.json && files.count <= AnalyzeText.mostDrawn
  }
}
