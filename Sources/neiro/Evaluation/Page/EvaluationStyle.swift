import NeiroFigures

/// What the page of an evaluation looks like beside what every page looks like.
enum EvaluationStyle {
  static let css: HTML = """
    main { max-width: 54rem; }
    section > p, header > p { max-width: 40rem; }
    h3 { margin-top: 2rem; }
    h4 { margin: 0 0 .35rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
    .words {
      display: grid; gap: 1rem 2.5rem;
      grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
    }
    .words dt { color: var(--ink); font-size: 1rem; font-weight: 600; }
    .below { display: block; color: var(--soft); font-size: .8125rem; line-height: 1.35; }
    td .below { white-space: nowrap; }
    .wide { overflow-x: auto; }
    .changes { margin-top: 1.25rem; }
    .changes td:last-child { width: 15.5rem; }
    caption { padding-bottom: .25rem; color: var(--soft); font-size: .875rem; text-align: left; }
    caption strong { color: var(--ink); }
    \(IntervalWhisker.css)
    .query { margin: 0; padding: .6rem 0; border-top: 1px solid var(--rule); }
    .query[open] { padding-bottom: 1.75rem; }
    .query summary { color: var(--ink); overflow-wrap: anywhere; }
    .query .pair { margin-top: 1rem; }
    audio { display: block; width: 100%; max-width: 20rem; height: 2rem; margin: .5rem 0; }
    td audio { width: 6rem; margin: -.2rem 0; }
    .results { font-size: .875rem; }
    .results th, .results td { padding: .3rem 0 .3rem .6rem; vertical-align: top; }
    .results th:first-child, .results td:first-child { padding-left: 0; }
    .results tbody th { width: 100%; overflow-wrap: anywhere; }
    .results thead th { white-space: nowrap; }
    .right th, .right td:last-child { color: var(--accent); font-weight: 600; }
    .hubs tbody td { width: 8rem; }
    .hubs tbody th { overflow-wrap: anywhere; }
    .share { display: block; width: 100%; height: .4rem; }
    .share rect { fill: var(--accent); }
    details { margin-top: 1.5rem; }
    summary { cursor: pointer; color: var(--accent); }
    a { color: var(--accent); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .all tbody th { overflow-wrap: anywhere; min-width: 12rem; }
    @media (max-width: 34rem) {
      .broad .chart { max-width: none; width: 30rem; }
      .figures tbody th { min-width: 7.5rem; }
      .figures td .below { white-space: normal; }
      .changes td:last-child { width: 9rem; }
      .hubs tbody td { width: 5rem; }
    }
    @media print {
      audio { display: none; }
      article { break-inside: avoid; }
    }
    """
}
