import Foundation
import NeiroCommands
import NeiroRetrieval

extension DetectReport {
  /// - Parameter showsWindows: Each window in place of the events.
  func print(showsWindows: Bool) {
    if Terminal.outputIsTerminal { drawCurves() }
    // Without a threshold the curve is all there is.
    let hasEvents = targets.contains { $0.threshold.value != nil }
    if showsWindows || !hasEvents {
      printWindows()
    } else {
      printEvents()
    }
    if !windows.isEmpty {
      for index in targets.indices { Output.note(sentence(onTarget: index)) }
    }
    if let failure {
      Output.note("\(file): \(failure). What was heard before, up to \(clock(seconds)), is shown.")
    } else if !isComplete {
      Output.note("Stopped at \(clock(seconds)); what was heard until then is shown.")
    }
  }

  private func printEvents() {
    let several = targets.count > 1
    var table = TextTable(
      headings: ["start", "end", "peak", "similarity"] + (several ? ["like"] : []),
      alignments: [.right, .right, .right, .right] + (several ? [.left] : []))
    let events = targets.flatMap { target in target.events.map { (target.words, $0) } }
      .sorted { $0.1.start < $1.1.start }
    guard !events.isEmpty else { return }
    for (name, event) in events {
      table.add(
        [clock(event.start), clock(event.end), clock(event.peak), figure(event.similarity)]
          + (several ? [name] : []))
    }
    Output.table(table)
  }

  private func printWindows() {
    guard !windows.isEmpty else { return }
    var table = TextTable(
      headings: ["start", "end"] + (targets.count > 1 ? targets.map(\.words) : ["similarity"]),
      alignments: [.right, .right] + targets.map { _ in .right })
    for window in windows {
      let cells = targets.indices.map { index in
        window.similarities.map { figure($0[index]) } ?? "silent"
      }
      table.add([clock(window.start), clock(window.end)] + cells)
    }
    Output.table(table)
  }

  private func drawCurves() {
    for (index, target) in targets.enumerated() {
      let curve = Sparkline.text(
        windows.map { $0.similarities?[index] }, width: Terminal.width - 1)
      if targets.count > 1 { Output.line(Terminal.dim(target.words)) }
      Output.line(curve)
    }
  }

  /// What was found, and by which threshold.
  private func sentence(onTarget index: Int) -> String {
    let target = targets[index]
    let name = "“\(target.words)”"
    guard let value = target.threshold.value else {
      return "\(name): \(target.problem ?? "there is no threshold")."
    }
    let reason =
      if let median = target.threshold.median {
        " (\(figure(median)) is usual in this file; --threshold sets another)"
      } else { "" }
    let count = LibraryText.counted(target.events.count, "event")
    return
      "\(name): \(count) from a similarity of \(figure(value)) on\(reason)"
      + (target.events.isEmpty ? highest(ofTarget: index) : "") + "."
  }

  /// The window that came nearest.
  private func highest(ofTarget index: Int) -> String {
    func similarity(_ window: Window) -> Double { window.similarities?[index] ?? -.infinity }
    guard let best = windows.max(by: { similarity($0) < similarity($1) }), best.similarities != nil
    else { return "; every window is silent" }
    return "; the most similar window, from \(clock(best.start)) to \(clock(best.end)), has "
      + figure(similarity(best))
  }

  private func clock(_ seconds: Double) -> String { ClockTime.text(seconds) }

  private func figure(_ value: Double) -> String { String(format: "%.3f", value) }
}
