import Foundation
import NeiroAudio
import NeiroCommands
import NeiroFigures

/// The similarity over time under the spectrogram of the file, events shaded.
struct DetectPicture {
  private let report: DetectReport
  /// nil where the file can't be read a second time, as one that breaks off.
  private let drawing: SoundDrawing?

  init(_ report: DetectReport) {
    self.report = report
    drawing = (try? FrameDescriptors(contentsOf: URL(fileURLWithPath: report.file))).map {
      SoundDrawing($0, columns: SoundPicture.mostColumns)
    }
  }

  private var title: String {
    let names = report.targets.map { "“\(Self.name($0))”" }.joined(separator: ", ")
    return "\(SoundPicture.name(report.file)): similarity to \(names)"
  }

  /// A sound without its folder.
  private static func name(_ target: DetectReport.Target) -> String {
    target.like.map(SoundPicture.name) ?? target.words
  }

  var picture: Picture {
    PanelGrid(
      title, x: SoundPicture.time(report.seconds), headings: [SoundPicture.name(report.file)],
      rows: (drawing.map { [SoundPicture.spectrogram([$0], height: 160)] } ?? []) + [similarities],
      description: words
    ).picture
  }

  private var similarities: PanelGrid.Row {
    let stretches = report.targets.enumerated().flatMap { index, target in
      target.events.map { (range: $0.start...max($0.start, $0.end), name: index) }
    }
    return PanelGrid.Row(
      "similarity", names: report.targets.map(Self.name),
      guides: report.targets.map { $0.threshold.value ?? .nan }, height: 130,
      panels: [
        PanelGrid.Panel(
          .lines(report.targets.indices.map(series)), over: 0...max(report.seconds, 1e-3),
          stretches: stretches)
      ])
  }

  /// The highest similarity of the windows around each stretch of time; NaN for silence.
  private func series(_ target: Int) -> [Double] {
    let columns = max(1, min(SoundPicture.mostColumns, 2 * report.windows.count))
    var values = [Double](repeating: .nan, count: columns)
    for window in report.windows {
      guard let value = window.similarities?[target] else { continue }
      // A window stands for the hop around its middle.
      let middle = (window.start + window.end) / 2
      let reach = report.hopSeconds / 2
      let scale = Double(columns) / max(report.seconds, 1e-3)
      let first = max(0, min(columns - 1, Int((middle - reach) * scale)))
      let last = max(first, min(columns - 1, Int(((middle + reach) * scale).rounded(.up)) - 1))
      for column in first...last {
        values[column] = values[column].isNaN ? value : max(values[column], value)
      }
    }
    return values
  }

  var page: Page {
    Page(
      title: "\(title) – Neiro", sources: ["img-src data:"],
      content: """
        <header>
        <p class="kind">Neiro, sounds found in a file</p>
        <h1>\(SoundPicture.name(report.file))</h1>
        </header>
        <section>
        <figure>
        \(picture.inline(id: "similarity"))
        <figcaption>Similarity of each window of \(number(report.windowSeconds)) s, by \
        \(report.encoder). Dashed: the threshold; shaded: the events.</figcaption>
        </figure>
        </section>
        \(table)
        """)
  }

  private var table: HTML {
    let events = report.targets.flatMap { target in target.events.map { (Self.name(target), $0) } }
      .sorted { $0.1.start < $1.1.start }
    guard !events.isEmpty else { return .empty }
    let rows = events.map { name, event -> HTML in
      """
      <tr><th scope="row">\(ClockTime.text(event.start))</th><td>\(ClockTime.text(event.end))</td>\
      <td>\(ClockTime.text(event.peak))</td><td>\(String(format: "%.3f", event.similarity))</td>\
      <td>\(name)</td></tr>
      """
    }
    return """
      <section>
      <h2>Events</h2>
      <table>
      <thead><tr><th scope="col">start</th><th scope="col">end</th><th scope="col">peak</th>\
      <th scope="col">similarity</th><th scope="col">like</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      </section>
      """
  }

  private var words: String {
    report.targets.map { target in
      let events = target.events.map { "\(ClockTime.text($0.start)) to \(ClockTime.text($0.end))" }
      return "“\(Self.name(target))”: "
        + (events.isEmpty ? "no events." : "events \(events.joined(separator: ", ")).")
    }.joined(separator: " ")
  }

  private func number(_ value: Double) -> String { String(format: "%g", value) }
}
