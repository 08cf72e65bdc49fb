internal import Foundation

/// The framing of records in an event file:
/// [TFRecords format details](https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details).
enum TFRecord {
  /// Eight bytes of length, the length's masked CRC-32C, the record, its masked CRC-32C; all numbers
  /// little-endian.
  static func framed(_ record: Data) -> Data {
    let length = little(UInt64(record.count))
    return length + little(CRC32C.masked(of: length)) + record
      + little(CRC32C.masked(of: record))
  }

  private static func little(_ value: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }
}
