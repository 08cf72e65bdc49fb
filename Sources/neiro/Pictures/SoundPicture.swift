import NeiroAudio
import NeiroFigures

/// Sounds beside each other on common axes: waveform, spectrogram, cepstrum and tracks.
enum SoundPicture {
  /// Sounds in a row; more stand beneath.
  static let mostBeside = 3
  /// Stretches of time that a picture of all can show.
  static let mostColumns = 1_200

  static func picture(_ sounds: [AnalyzedSound]) -> Picture {
    .stack(pictures(sounds), title: title(sounds.map(\.file)))
  }

  /// Up to three sounds in each, the axes of all the same.
  static func pictures(_ sounds: [AnalyzedSound]) -> [Picture] {
    let axes = SoundAxes(sounds)
    let places = min(mostBeside, sounds.count)
    return stride(from: 0, to: sounds.count, by: places).map { start in
      grid(Array(sounds[start..<min(start + places, sounds.count)]), places, axes)
    }
  }

  static func title(_ files: [String]) -> String {
    files.count == 1 ? name(files[0]) : files.map(name).joined(separator: ", ")
  }

  /// Its last component: folders are told elsewhere.
  static func name(_ file: String) -> String {
    file.split(separator: "/").last.map(String.init) ?? file
  }

  private static func grid(
    _ sounds: [AnalyzedSound], _ places: Int, _ axes: SoundAxes
  ) -> Picture {
    // A place that stays empty keeps the others as wide as those above.
    let empty = places - sounds.count
    let drawings = sounds.map(\.drawing) + (0..<empty).map { _ in nil }
    return PanelGrid(
      title(sounds.map(\.file)), x: time(axes.seconds),
      headings: sounds.map { name($0.file) } + (0..<empty).map { _ in "" },
      rows: [
        waveform(drawings, axes), spectrogram(drawings), cepstrum(drawings, axes),
        tracks("frequencies (Hz)", [.centroid, .bandwidth, .rollOff], drawings, axes),
        tracks("zero-crossing rate", [.zeroCrossingRate], drawings, axes),
        tracks("RMS level (dB)", [.level], drawings, axes),
      ], description: sounds.map(words).joined(separator: " ")
    ).picture
  }

  static func time(_ seconds: Double) -> Axis {
    Axis("seconds", range: 0...max(seconds, 1e-3), format: .clock)
  }

  private static func waveform(
    _ drawings: [SoundDrawing?], _ axes: SoundAxes
  ) -> PanelGrid.Row {
    PanelGrid.Row(
      "waveform, attack shaded", axis: Axis(range: axes.amplitude), height: 70,
      panels: drawings.map { drawing in
        drawing.map {
          let outline = pooled($0.outline, longest: axes.seconds)
          return PanelGrid.Panel(
            .outline(lowest: outline.lowest, highest: outline.highest),
            over: 0...max(outline.seconds, 1e-3),
            stretches: $0.attack.map { [($0.startSeconds...$0.endSeconds, 1)] } ?? [])
        }
      })
  }

  static func spectrogram(_ drawings: [SoundDrawing?], height: Double = 130) -> PanelGrid.Row {
    PanelGrid.Row(
      "log-mel spectrogram (Hz; dB re the loudest)",
      axis: Axis(range: -FrameDescriptors.dynamicRangeDecibels...0),
      ticks: [100, 500, 1000, 2000, 5000, 10_000, 20_000].map {
        .init(share: melShare($0), text: $0 < 1000 ? "\(Int($0))" : "\(Int($0) / 1000)k")
      },
      height: height,
      panels: drawings.map { drawing in
        drawing.map { PanelGrid.Panel(.map($0.logMel, columns: $0.columns), over: $0.span) }
      })
  }

  /// Where a frequency lies between the lowest band and the highest.
  private static func melShare(_ hertz: Double) -> Double {
    let highest = MelScale.slaney.mel(hertz: Double(FrameDescriptors.sampleRateHz) / 2)
    return MelScale.slaney.mel(hertz: hertz) / highest
  }

  private static func cepstrum(
    _ drawings: [SoundDrawing?], _ axes: SoundAxes
  ) -> PanelGrid.Row {
    let count = FrameDescriptors.coefficientCount - 1
    return PanelGrid.Row(
      "MFCC 1 to \(count)", axis: Axis(range: axes.cepstrum),
      ticks: [1, 5, 10, 15, 19].map {
        .init(share: (Double($0) - 0.5) / Double(count), text: "\($0)")
      },
      colors: .diverging, isSmooth: false, height: 95,
      panels: drawings.map { drawing in
        drawing.map { PanelGrid.Panel(.map($0.mfcc, columns: $0.columns), over: $0.span) }
      })
  }

  private static func tracks(
    _ title: String, _ descriptors: [Descriptor], _ drawings: [SoundDrawing?], _ axes: SoundAxes
  ) -> PanelGrid.Row {
    let isFrequency = descriptors.count > 1
    return PanelGrid.Row(
      title,
      axis: Axis(
        range: axes.range(of: descriptors), format: isFrequency ? .kilo : .decimal,
        isLogarithmic: isFrequency), names: descriptors.map(\.shortName),
      height: isFrequency ? 110 : 70,
      panels: drawings.map { drawing in
        drawing.map { drawing in
          PanelGrid.Panel(.lines(descriptors.map { drawing.lines[$0] ?? [] }), over: drawing.span)
        }
      })
  }

  /// The outline in as many stretches as are to be seen.
  private static func pooled(
    _ outline: WaveformOutline, longest: Double
  ) -> (lowest: [Float], highest: [Float], seconds: Double) {
    let count = outline.highest.count
    let seconds = Double(count * outline.samplesPerColumn) / Double(FrameDescriptors.sampleRateHz)
    let share = min(1, seconds / max(longest, 1e-3))
    let columns = min(max(1, Int(Double(mostColumns) * share)), count)
    let stretches = (0..<columns).map { $0 * count / columns..<($0 + 1) * count / columns }
    return (
      stretches.map { outline.lowest[$0].min() ?? 0 },
      stretches.map { outline.highest[$0].max() ?? 0 },
      seconds
    )
  }

  private static func words(_ sound: AnalyzedSound) -> String {
    let values = Descriptor.allCases.compactMap { descriptor in
      sound.values[descriptor].map {
        "\(descriptor.name) \(descriptor.text($0.median)) \(descriptor.unit)"
      }
    }
    let list = values.isEmpty ? "nothing is heard" : "medians: " + values.joined(separator: ", ")
    return "\(name(sound.file)): \(list)."
  }
}
