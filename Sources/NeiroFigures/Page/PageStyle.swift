/// The look of a page: one column, one accent colour, light or dark as the reader's system is.
public enum PageStyle {
  public static let css: HTML = """
    :root {
      \(Palette.light.css)
      --sans: \(Palette.sans);
      --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        \(Palette.dark.css)
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 var(--sans); font-variant-numeric: tabular-nums;
    }
    main { max-width: 46rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 4.5rem) 1.25rem 4rem; }
    section { margin-top: 3.5rem; }
    .kind { margin: 0; color: var(--soft); font-size: .875rem; }
    h1, h2, h3, .verdict { font-family: var(--serif); font-weight: 400; overflow-wrap: anywhere; }
    h1 { margin: .1rem 0 1.2rem; font-size: clamp(2.1rem, 7vw, 3.1rem); line-height: 1.1; }
    h2 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
    h3 { margin: 0 0 .5rem; font-size: 1.1rem; }
    .verdict {
      margin: 0 0 1.75rem; padding-left: 1rem; border-left: 3px solid var(--accent);
      font-size: 1.2rem; line-height: 1.5;
    }
    .warning {
      margin: -.75rem 0 1.75rem; padding-left: 1rem; border-left: 3px solid var(--ink);
    }
    .note, figcaption { color: var(--soft); font-size: .875rem; line-height: 1.5; }
    .note { margin: .75rem 0 0; max-width: 38rem; }
    figcaption strong { color: var(--ink); font-weight: 600; }
    code { font-size: .95em; }
    dl { margin: 0; }
    dt { color: var(--soft); font-size: .8125rem; }
    dd { margin: 0; overflow-wrap: anywhere; }
    .facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; }
    table { width: 100%; border-collapse: collapse; }
    th { font-weight: 400; text-align: left; }
    thead th { color: var(--soft); font-size: .8125rem; vertical-align: bottom; }
    th, td { padding: .5rem 0 .5rem 1rem; border-bottom: 1px solid var(--rule); }
    th:first-child, td:first-child { padding-left: 0; }
    .figures td, .figures thead th:not(:first-child) { text-align: right; vertical-align: top; }
    .figures tbody th { vertical-align: top; }
    .interval { margin-left: .35rem; }
    .interval { color: var(--soft); font-size: .875rem; white-space: nowrap; }
    .gain { color: var(--accent); font-weight: 600; }
    .loss { color: var(--ink); font-weight: 600; }
    figure { margin: 0; }
    svg { overflow: visible; }
    .chart { display: block; max-width: 100%; height: auto; margin-bottom: .5rem; }
    .plot { display: block; width: 100%; max-width: 36rem; height: auto; margin-bottom: .5rem; }
    .pair {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
      gap: 1.5rem 2.5rem;
    }
    \(FigureStyle.css)
    abbr { text-decoration: none; }
    @media (max-width: 34rem) {
      main { padding-left: 1rem; padding-right: 1rem; }
      .figures { font-size: .875rem; }
      .figures th, .figures td { padding-left: .5rem; }
      .figures th:first-child { padding-left: 0; }
      .interval { display: block; margin: 0; font-size: .75rem; }
      section { margin-top: 2.75rem; }
    }
    @media print {
      :root {
        --paper: #fff; --ink: #000; --soft: #444; --rule: #ccc; --bar: #999; --accent: #0b6e66;
        font-size: 10pt;
      }
      main { max-width: none; padding: 0; }
      section { margin-top: 2rem; }
      figure, tr { break-inside: avoid; }
      h2, h3 { break-after: avoid; }
      .plot { max-width: 26rem; }
    }
    """
}
