import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroAudio

@Suite struct AttackTimeTests {
  @Test func aRampRisesFromItsFirstTenthToItsEnd() throws {
    // 0.1 s of silence, 0.4 s up, then down.
    let envelope = (0..<1000).map { millisecond -> Double in
      switch millisecond {
      case ..<100: 0
      case ..<500: Double(millisecond - 100) / 400
      default: Double(1000 - millisecond) / 500
      }
    }
    let attack = try #require(AttackTime(envelope: envelope, stepSeconds: 0.001))
    // 10 % at 140 ms, a quarter of an effort of 40 ms before.
    expectClose([attack.startSeconds, attack.endSeconds], [0.13, 0.5], within: 1e-12)
    expectClose([attack.logSeconds], [log10(0.37)], within: 1e-12)
  }

  @Test func noiseBeforeAndASwellAfterAreLeftOut() throws {
    // 12 % for 0.3 s, up to 95 % within 50 ms, to the top in half a second more.
    let envelope = (0..<1200).map { millisecond -> Double in
      switch millisecond {
      case ..<300: 0.12
      case ..<350: 0.12 + 0.83 * Double(millisecond - 300) / 50
      case ..<850: 0.95 + 0.05 * Double(millisecond - 350) / 500
      default: 1
      }
    }
    let attack = try #require(AttackTime(envelope: envelope, stepSeconds: 0.001))
    #expect(abs(attack.startSeconds - 0.305) < 0.003, "\(attack.startSeconds)")
    #expect(abs(attack.endSeconds - 0.348) < 0.003, "\(attack.endSeconds)")
  }

  @Test func silenceHasNoAttackAndAClickTheShortest() throws {
    #expect(AttackTime(envelope: [0, 0, 0], stepSeconds: 0.001) == nil)
    #expect(AttackTime(envelope: [1], stepSeconds: 0.001) == nil)
    #expect(AttackTime(envelope: [0, .infinity], stepSeconds: 0.001) == nil)
    let click = try #require(AttackTime(envelope: [1, 0.5, 0], stepSeconds: 0.001))
    #expect(click.startSeconds == 0 && click.seconds == 0.001)
  }

  @Test(arguments: [0.01, 0.05, 0.3, 1])
  func aFadedInToneHasTheLengthOfItsFade(seconds: Double) throws {
    let samples = (0..<88_200).map { index -> Float in
      let time = Double(index) / 44_100
      return Float(0.5 * min(1, time / seconds) * sin(2 * .pi * 440 * time))
    }
    let attack = try #require(
      FrameDescriptors(Waveform(samples: samples, sampleRateHz: 44_100)).attack)
    // From 7.5 % on; the envelope's window adds some of its 10 ms.
    #expect(abs(attack.seconds - 0.925 * seconds) < 0.1 * seconds + 0.01, "\(attack.seconds)")
  }

  @Test func silenceBeforeANoteChangesNothingButItsPlace() throws {
    let note = (0..<22_050).map { index -> Float in
      let time = Double(index) / 44_100
      return Float(exp(-5 * time) * sin(2 * .pi * 220 * time))
    }
    func attack(_ lead: Int) throws -> AttackTime {
      let samples = [Float](repeating: 0, count: lead) + note
      return try #require(
        FrameDescriptors(Waveform(samples: samples, sampleRateHz: 44_100)).attack)
    }
    let (bare, late) = (try attack(0), try attack(44 * 200))
    expectClose([bare.seconds], [late.seconds], within: 1e-9)
    expectClose([late.startSeconds - bare.startSeconds], [44 * 200 / 44_100.0], within: 1e-9)
    #expect(bare.seconds > 0.004 && bare.seconds < 0.015, "\(bare.seconds)")
  }
}
