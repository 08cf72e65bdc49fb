internal import Foundation
internal import SwiftProtobuf

/// An event file that `tensorboard --logdir Training/runs` shows: scalars over steps.
final class TensorBoardFile {
  private let file: FileHandle

  /// - Parameters:
  ///   - folder: Where the file goes.
  ///   - time: When the run started.
  /// - Throws: A file error.
  init(in folder: URL, at time: Date) throws {
    // TensorBoard's own names end in the machine's; a run should say nothing of that.
    let seconds = String(format: "%010d", Int(time.timeIntervalSince1970))
    let url = folder.appendingPathComponent("events.out.tfevents.\(seconds).neiro")
    try Data().write(to: url)
    file = try FileHandle(forWritingTo: url)
    try write(.header(at: time, writer: "neiro"))
  }

  /// - Throws: A file error.
  func add(_ scalars: [Scalar], step: Int, at time: Date) throws {
    try write(.scalars(scalars, step: step, at: time))
  }

  func close() throws {
    try file.close()
  }

  private func write(_ event: Tensorboard_Event) throws {
    try file.write(contentsOf: event.record)
  }
}

/// One number of one step.
struct Scalar: Hashable {
  /// The name, with slashes between its parts.
  let tag: String
  let value: Double
}

extension Tensorboard_Event {
  /// The event as it stands in the file.
  var record: Data {
    get throws { TFRecord.framed(try serializedData()) }
  }

  /// The first event of every file.
  static func header(at time: Date, writer: String) -> Tensorboard_Event {
    Tensorboard_Event.with {
      $0.wallTime = time.timeIntervalSince1970
      $0.fileVersion = "brain.Event:2"
      $0.sourceMetadata.writer = writer
    }
  }

  static func scalars(_ scalars: [Scalar], step: Int, at time: Date) -> Tensorboard_Event {
    Tensorboard_Event.with {
      $0.wallTime = time.timeIntervalSince1970
      $0.step = Int64(step)
      $0.summary.value = scalars.map { scalar in
        Tensorboard_Summary.Value.with {
          $0.tag = scalar.tag
          $0.simpleValue = Float(scalar.value)
        }
      }
    }
  }
}
