import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

@Suite struct WaveformWriterTests {
  @Test func whatIsWrittenIsReadAgain() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("tone.wav")
      let tone = sine(hertz: 440, seconds: 0.1, sampleRateHz: 22_050, amplitude: 0.9)
      try Data(repeating: 1, count: 100_000).write(to: file)
      try Waveform(samples: tone, sampleRateHz: 22_050).writeWAV(to: file)
      let info = try AudioDecoder.info(file)
      #expect(info.format == "WAV (Microsoft), Signed 16 bit PCM")
      #expect(info.sampleRateHz == 22_050 && info.channelCount == 1)
      let read = try AudioDecoder.decode(file, sampleRateHz: 22_050, maximumSeconds: 1).samples
      expectClose(read, tone, within: 0x1p-15)
    }
  }

  @Test func samplesBeyondFullScaleAreClippedNotWrapped() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("loud.wav")
      try Waveform(samples: [0.5, 1.5, -1.5, 1], sampleRateHz: 44_100).writeWAV(to: file)
      let read = try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 1).samples
      expectClose(read, [0.5, 1, -1, 1], within: 0x1p-14)
    }
  }

  @Test func aPlaceThatCannotBeWrittenToIsSaid() throws {
    try withTemporaryFolder { folder in
      let waveform = Waveform(samples: [0.5], sampleRateHz: 44_100)
      #expect(throws: AudioError.unwritable(reason: "Is a directory")) {
        try waveform.writeWAV(to: folder)
      }
      #expect(throws: AudioError.unwritable(reason: "No such file or directory")) {
        try waveform.writeWAV(to: folder.appendingPathComponent("nowhere/tone.wav"))
      }
    }
  }
}
