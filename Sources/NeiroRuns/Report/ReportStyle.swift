internal import NeiroFigures

/// What a run's page looks like beside what every page looks like.
enum ReportStyle {
  static let css: HTML = """
    .settings {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
      gap: .75rem 1.5rem; margin-top: 1.5rem; padding-top: 1.25rem;
      border-top: 1px solid var(--rule);
    }
    \(IntervalWhisker.css)
    .future {
      stroke: var(--accent); stroke-width: 2; stroke-dasharray: 2 5; stroke-linecap: round;
    }
    .hollow { fill: var(--paper); stroke: var(--accent); stroke-width: 2; }
    rect.similar { fill: var(--accent); }
    rect.dissimilar { fill: var(--bar); }
    .median { stroke: var(--ink); stroke-width: 1.5; }
    article { margin-top: 2rem; break-inside: avoid; }
    article .note { margin: 0 0 .75rem; }
    .results { font-size: .875rem; }
    .results caption { padding-bottom: .25rem; color: var(--soft); text-align: left; }
    .results th, .results td { padding: .3rem 0 .3rem .6rem; }
    .results th:first-child, .results td:first-child { padding-left: 0; }
    .results tbody th { width: 100%; overflow-wrap: anywhere; }
    .results tbody th, .rank, .move { vertical-align: top; }
    .rank, .move { color: var(--soft); text-align: right; white-space: nowrap; }
    .results thead th:last-child { text-align: right; }
    .move span { font-size: .75em; }
    .figures td:last-child { width: 15.5rem; }
    @media (max-width: 34rem) {
      .figures td:last-child { width: 8rem; }
      .curve .tick { font-size: 17px; }
    }
    @media print {
      article { margin-top: 1.25rem; }
    }
    """
}
