import NeiroEvaluation
import NeiroFigures

/// What the page is about, for somebody who sees it for the first time.
struct ExplanationSection {
  private let content: PageContent

  init(_ content: PageContent) {
    self.content = content
  }

  var html: HTML {
    """
    <section>
    <h2>What this page tells</h2>
    <p>Neiro searches a library of synth presets for those that sound like a given sound. Each \
    preset is a short recording; an <em>encoder</em> turns each recording into numbers, and sounds \
    whose numbers are alike are taken to sound alike. This page measures whether what was learnt on \
    top of that finds the right presets earlier.</p>
    <dl class="words">
    \(words.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML })
    </dl>
    </section>
    """
  }

  private var words: [(HTML, HTML)] {
    let report = content.report
    var words: [(HTML, HTML)] = []
    if report.queries > 0 {
      words.append(
        (
          "Query",
          """
          A sound that is searched for, of which somebody said beforehand which presets are right. \
          Every system ranks all \(content.presets) presets for it.
          """
        ))
    }
    words.append(("Raw", "The encoder alone, as it was downloaded or built in."))
    if report.systems.contains(where: { $0.kind == .adapted }) {
      words.append(
        (
          "Adapted",
          """
          What the library taught itself before anybody answered a question: its own presets, \
          played as phrases, have to be found again.
          """
        ))
    }
    if report.systems.contains(where: { $0.kind == .head }) {
      words.append(
        (
          heads,
          """
          What one person’s answers to “are these two similar?” added.\(unlearnt)
          """
        ))
    }
    if report.queries > 0 {
      words.append(
        (
          "nDCG@10",
          """
          How well the first ten places are filled, from 0 (nothing right in them) to 1 (all that \
          is right stands on top). A right preset counts the less the further down it stands: \
          the second place counts 0.63 of the first, the tenth 0.29.
          """
        ))
    }
    if report.labels != nil {
      words.append(
        (
          "Pair",
          """
          Two presets that a person called similar or dissimilar, and that were kept out of the \
          training. A good system scores similar pairs higher.
          """
        ))
    }
    words.append(
      (
        "95 % interval",
        """
        Other queries or answers would have given other figures; so far apart they would lie, in \
        19 cases of 20. A change is sure where its whole interval lies on one side of zero and p, \
        corrected for all that is compared (Holm), is at most 0.05.
        """
      ))
    return words
  }

  /// Only where it is so.
  private var unlearnt: HTML {
    content.report.notes.isEmpty
      ? " Nothing here was measured on answers that were learnt from." : .empty
  }

  private var heads: HTML {
    let names = content.report.systems.filter { $0.kind == .head }.map(\.title)
    return names == ["personal"] ? "Personal" : "\(names.joined(separator: ", "))"
  }
}
