import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct HeadEnsembleTests {
  private func ensemble() throws -> HeadEnsemble {
    let fixture = try HeadFixture.read()
    return HeadEnsemble(
      encoder: SampleHead.checkpoint(on: nil).manifest.encoder, base: nil,
      members: fixture.heads.enumerated().map { index, head in
        HeadEnsemble.Member(
          head: head.head(in: fixture),
          calibration: Calibration(slope: Double(index + 1), offset: -0.5))
      })
  }

  @Test func readsWhatItWroteHeadsOfEveryKind() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("committee")
      let ensemble = try ensemble()
      #expect(ensemble.members.count > 3)
      try ensemble.write(to: place)
      let read = try HeadEnsemble(contentsOf: place)
      #expect(read == ensemble)
      #expect(read.fingerprint == ensemble.fingerprint)
    }
  }

  @Test func aCheckpointIsNoEnsembleAndAnEnsembleNoCheckpoint() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("mine")
      try ensemble().write(to: place)
      #expect(throws: CheckpointError.unknownHead("ensemble")) {
        try Checkpoint(contentsOf: place)
      }
      try SampleHead.checkpoint(on: nil).write(to: place)
      #expect(throws: CheckpointError.unknownHead("personal")) {
        try HeadEnsemble(contentsOf: place)
      }
    }
  }

  @Test func membersInAnotherOrderAreAnotherEnsemble() throws {
    let ensemble = try ensemble()
    let reversed = HeadEnsemble(
      encoder: ensemble.encoder, base: nil, members: ensemble.members.reversed())
    #expect(reversed.fingerprint != ensemble.fingerprint)
  }
}
