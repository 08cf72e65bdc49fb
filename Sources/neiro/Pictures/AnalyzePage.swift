import Foundation
import NeiroAudio
import NeiroFigures

/// Sounds, their numbers and their pictures on one page that needs no other file.
struct AnalyzePage {
  private let sounds: [AnalyzedSound]

  init(_ sounds: [AnalyzedSound]) {
    self.sounds = sounds
  }

  var page: Page {
    let title = SoundPicture.title(sounds.map(\.file))
    return Page(
      title: "\(title) – Neiro analysis", style: Self.style, sources: ["img-src data:"],
      content: """
        <header>
        <p class="kind">Neiro analysis</p>
        <h1>\(sounds.count == 1 ? title : "\(sounds.count) sounds")</h1>
        </header>
        <section>
        <h2>Values</h2>
        \(table)
        <p class="note">Medians over the frames that are heard, those no more than 60 dB below the \
        loudest. Frames of \(FrameDescriptors.frameLength) samples, \(FrameDescriptors.hop) apart, at \
        \(FrameDescriptors.sampleRateHz) Hz, defined as in librosa. The attack is the rise of the \
        envelope by the method of the weakest effort (Peeters and others, 2011).</p>
        </section>
        <section>
        <h2>Over time</h2>
        \(pictures)
        </section>
        \(radar)
        """)
  }

  private static let style: HTML = """
    .values { font-size: .875rem; }
    .values td, .values thead th:not(:first-child) { text-align: right; white-space: nowrap; }
    .values thead .interval { display: block; margin: 0; font-size: .75rem; }
    .values tbody th { overflow-wrap: anywhere; min-width: 9rem; }
    .values th, .values td { padding: .4rem 0 .4rem .75rem; }
    main { max-width: 48rem; }
    """

  private var table: HTML {
    let headings = Descriptor.allCases.map { descriptor -> HTML in
      "<th scope=\"col\">\(descriptor.shortName) <span class=\"interval\">\(descriptor.unit)</span></th>"
    }
    let rows = sounds.map { sound -> HTML in
      let cells = Descriptor.allCases.map { descriptor -> HTML in
        "<td>\(sound.values[descriptor].map { descriptor.text($0.median) } ?? "–")</td>"
      }
      return """
        <tr><th scope="row">\(SoundPicture.name(sound.file))</th>\
        <td>\(AnalyzeText.seconds(sound.durationSeconds))</td>\(HTML(joining: cells, by: ""))\
        <td>\(sound.attack.map { AnalyzeText.milliseconds($0.seconds) } ?? "–")</td></tr>
        """
    }
    return """
      <table class="values">
      <thead><tr><th scope="col">sound</th><th scope="col">length \
      <span class="interval">s</span></th>\(HTML(joining: headings, by: ""))\
      <th scope="col">attack <span class="interval">ms</span></th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      """
  }

  private var pictures: [HTML] {
    SoundPicture.pictures(sounds).enumerated().map { index, picture in
      "<figure>\(picture.inline(id: "sounds-\(index)"))</figure>"
    }
  }

  private var radar: HTML {
    // One has nothing to compare with, and of more the lines hide each other.
    guard (2...7).contains(sounds.count) else { return .empty }
    return """
      <section>
      <h2>Beside each other</h2>
      <figure>
      \(DescriptorRadar.picture(sounds).inline(id: "radar"))
      <figcaption>\(DescriptorRadar.note)</figcaption>
      </figure>
      </section>
      """
  }
}
