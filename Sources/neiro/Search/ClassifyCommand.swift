import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroEvaluation
import NeiroRetrieval

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Sort sounds, or the whole library, into classes named in words.",
    usage: "neiro classify [<files> ...] --labels <a,b,…> [<options>]",
    discussion: """
      Nothing is trained: each label becomes a text, and the label whose text lies nearest to a sound \
      is its class. It needs an encoder that reads text, see `neiro encoders`. A sound is an audio \
      file, or a clip of the library by path, by the end of its path, or by content hash; --library \
      stands for all presets and encodes none.

      The probabilities of a sound sum to 1 over the labels. Some texts lie near to every sound, so \
      where a library is indexed each label's cosine is centred on its mean over the presets; \
      --uncalibrated leaves that. The JSON has both, and which share of the presets fits a label \
      less.

      With --known, a CSV file with the columns path and label, the probabilities also get the \
      temperature that suits these sounds best, and it is told how good they are on sounds it was \
      not fitted to: the share that is right, the Brier score (0 is perfect, 2 always sure and \
      wrong), and the expected calibration error (how far a stated 80 % is from 80 %).

      Examples:
        neiro classify *.wav --labels "bass,pad,pluck" --encoder clap
        neiro classify --library --labels-file tags.txt --encoder clap --json
        neiro classify a.wav --labels kick,snare --template "{} drum" --encoder clap
        neiro classify --known known.csv --labels "bass,pad,pluck" --encoder clap
      """)

  @Argument(help: "Audio files, or clips of the library.")
  var files: [String] = []

  @OptionGroup var classLabels: ClassLabels
  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "Classify every preset of the library.")
  var library = false

  @Flag(help: "Show the model's own probabilities.")
  var uncalibrated = false

  @Option(
    help: "A CSV file (path,label) of sounds whose class is known, to calibrate and check by.")
  var known: String?

  @Option(help: "How many labels to show of each sound. (default: 2; with --json all)")
  var top: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !files.isEmpty || library || known != nil else {
      throw ValidationError("Name sounds to classify, or use --library for every preset.")
    }
    guard files.isEmpty || !library else {
      throw ValidationError("--library and files exclude each other.")
    }
    guard top.map({ $0 > 0 }) ?? true else { throw ValidationError("--top must be 1 or more.") }
  }

  func run() throws {
    let labels = try classLabels.read()
    let table = try known.map {
      try ClassFile(contentsOf: URL(fileURLWithPath: $0), labels: labels)
    }
    let reader = try SoundReader(libraryOptions)
    let encoder = try TextError.reader(reader.encoder, in: reader.workspace)
    let texts = try reader.queries.embeddings(ofTexts: classLabels.prompts(for: labels))
    if library, reader.library == nil { _ = try Library(libraryOptions) }  // says what is missing
    let fit = try reader.library.map {
      try LibraryFit(of: texts, in: $0.gallery, excluding: $0.neverResults)
    }
    let isCentred = !uncalibrated && (fit?.count ?? 0) >= LibraryFit.fewestPresets
    var classifier = ZeroShotClassifier(
      labels: texts, logitScale: encoder.logitScale, fit: fit, isCentred: isCentred)

    var failed: [ClassifyReport.Failure] = []
    let check = try table.map { try self.check($0, reader, classifier, &failed) }
    if !uncalibrated {
      classifier.temperature = check.map { TemperatureScaling(temperature: $0.temperature) }
    }
    let results =
      try library
      ? presets(reader, fit, by: classifier) : classify(reader, by: classifier, &failed)
    let report = ClassifyReport(
      encoder: reader.encoder.identity, template: classLabels.template, labels: labels,
      calibration: .init(
        isCentred: isCentred, presets: fit?.count, temperature: classifier.temperature?.temperature),
      results: results, top: top ?? (output.json ? labels.count : 2), failed: failed, check: check)
    if output.json {
      try Output.json(report)
    } else {
      report.print(asked: uncalibrated ? .own : .calibrated, isLibrary: library)
    }
    if Interrupt.isRequested { throw ExitCode.interrupted }
    if !failed.isEmpty { throw ExitCode.someInputsFailed }
  }

  private func check(
    _ table: ClassFile, _ reader: SoundReader, _ classifier: ZeroShotClassifier,
    _ failed: inout [ClassifyReport.Failure]
  ) throws -> KnownSoundsCheck {
    let sounds = try KnownSounds(table, seenFrom: URL(fileURLWithPath: known ?? ""), reader)
    guard !Interrupt.isRequested else {
      Output.note(ClassifyReport.stopped)
      throw ExitCode.interrupted
    }
    failed += sounds.failed
    do {
      return try KnownSoundsCheck(sounds, by: classifier)
    } catch {
      for failure in failed { Output.note(failure.sentence) }
      throw error
    }
  }

  /// The files, several at once, in their order; those done until somebody asked for an end.
  private func classify(
    _ reader: SoundReader, by classifier: ZeroShotClassifier,
    _ failed: inout [ClassifyReport.Failure]
  ) throws -> [ClassifiedSound] {
    var results: [ClassifiedSound] = []
    try reader.forEachSound(files, resolver: reader.resolver()) { index, sound in
      let file = files[index]
      do {
        results.append(
          (file, classifier.scores(classifier.cosines(of: try sound.get().embedding))))
      } catch {
        failed.append(.init(path: file, error))
      }
    }
    return results
  }

  /// All presets, from what is cached, in the order of their paths.
  private func presets(
    _ reader: SoundReader, _ fit: LibraryFit?, by classifier: ZeroShotClassifier
  ) throws -> [ClassifiedSound] {
    guard let library = reader.library, let fit else { return [] }
    let names = try library.displayNames(of: fit.rows.map { library.gallery.clips[$0] })
    return names.enumerated().map { place, name in
      (path: name, scores: classifier.scores(fit.cosines(ofPreset: place)))
    }.sorted { $0.path < $1.path }
  }
}

/// A sound's name, and how it fits each label.
typealias ClassifiedSound = (path: String, scores: [ZeroShotClassifier.Score])
