import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroRuns

@Suite struct TensorBoardTests {
  /// [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4), appendix B.4.
  @Test func checksumsAreThoseOfTheStandard() {
    let readCommand: [UInt8] = [
      0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0,
      0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
    ]
    let vectors: [([UInt8], UInt32)] = [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0...31), 0x46DD_794E),
      ((0...31).reversed(), 0x113F_DB5C),
      (readCommand, 0xD996_3A56),
    ]
    for (bytes, checksum) in vectors { #expect(CRC32C.checksum(of: bytes) == checksum) }
    #expect(CRC32C.checksum(of: []) == 0)
  }

  /// `tensorboard.events` was written by TensorBoard itself, see `make_tensorboard_fixture`.
  @Test func eventsAreThoseOfTensorBoardByteForByte() throws {
    let start = Date(timeIntervalSince1970: 1_767_225_600.25)
    let events: [Tensorboard_Event] = [
      .header(at: start, writer: "tensorboard.summary.writer.event_file_writer"),
      .scalars([Scalar(tag: "loss", value: 0.693)], step: 1, at: start + 0.5),
      .scalars([Scalar(tag: "loss", value: 0)], step: 2, at: start + 1),
      .scalars(
        [
          Scalar(tag: "folds/rank_before", value: 12.5),
          Scalar(tag: "folds/rank_with_head", value: 1e-3),
        ], step: 300, at: start + 1.5),
      .scalars(
        [Scalar(tag: "gate/top_ten_gain", value: -0.014), Scalar(tag: "gain/α", value: 0.5)],
        step: 0, at: start + 2),
    ]
    let expected = try Data(contentsOf: Fixtures.file("tensorboard.events"))
    let found = try events.reduce(Data()) { try $0 + $1.record }
    #expect(Array(found) == Array(expected))
  }

  @Test func everyNumberOfATrainingHasATag() {
    let gate = TrainingEvent.gate(SampleVerdict.gate())
    let tags = { (event: TrainingEvent) in event.scalars?.values.map(\.tag) ?? [] }
    #expect(tags(.step(completed: 3, total: 9, loss: 0.5)) == ["loss"])
    #expect(TrainingEvent.step(completed: 3, total: 9, loss: 0.5).scalars?.step == 3)
    #expect(
      tags(.fold(.memory, index: 0, of: 5, rankBefore: 3, headRank: 2)) == [
        "folds/memory/rank_before", "folds/memory/rank_with_head",
      ])
    #expect(tags(gate).prefix(2) == ["gate/presets/top_ten_gain", "gate/presets/top_ten_gain/low"])
    #expect(tags(gate).count == Set(tags(gate)).count)
    #expect(tags(.prepared(LabelCounts())).isEmpty)
  }

  @Test func theFileIsNamedAsTensorBoardFindsItAndSaysNothingOfTheMachine() throws {
    try withTemporaryFolder { folder in
      let stamp = try SampleRun.writeHead(in: folder)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent(stamp).path)
      #expect(names.contains("events.out.tfevents.1767261600.neiro"))
    }
  }
}
