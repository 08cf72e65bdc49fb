import Foundation
import Testing

@testable import neiro

/// What a page calls sounds, and where it finds them.
@Suite struct PageNamesTests {
  @Test func sharedFoldersAreLeftOut() {
    let names = PathNames(
      ["A/pad", "B/C/bass", "x"].map { "/lib/Synths/\($0).ogg" })
    #expect(names.name(of: "/lib/Synths/B/C/bass.ogg") == "B/C/bass.ogg")
    #expect(names.name(of: "/elsewhere/x.wav") == "elsewhere/x.wav")
    #expect(names.group(of: "/lib/Synths/B/C/bass.ogg") == "B")
    #expect(names.group(of: "/lib/Synths/x.ogg") == nil)
    #expect(PathNames([]).name(of: "a/b") == "a/b")
    #expect(PathNames(["a/b.ogg"]).name(of: "a/b.ogg") == "b.ogg")
  }

  @Test(arguments: [
    ("/home/me/Presets/Warm Pad #1?.ogg", "Presets/Warm%20Pad%20%231%3F.ogg"),
    ("/home/me/a:b.wav", "a%3Ab.wav"),
    ("/home/me/100%/ü.wav", "100%25/%C3%BC.wav"),
    ("/home/other/x.wav", "file:///home/other/x.wav"),
    ("/home/me2/x y.wav", "file:///home/me2/x%20y.wav"),
  ])
  func soundsBesideThePageAreRelative(file: String, address: String) {
    let page = URL(fileURLWithPath: "/home/me/report.html")
    #expect(SoundAddress.of(URL(fileURLWithPath: file), from: page) == address)
  }
}
