/// Zip archives made byte by byte, without the reader under test.
struct ZipWriter {
  struct Member {
    let name: String
    let contents: [UInt8]
    /// 0 is stored; 8 says deflated, whatever the contents are.
    var method: UInt16 = 0
  }

  /// Whether all sizes and places are 64 bits wide, as in archives beyond 4 GB.
  var isLong = false

  func archive(_ members: [Member]) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let place = file.count
      let name = Array(member.name.utf8)
      let size = member.contents.count
      let short = isLong ? UInt32.max : UInt32(size)
      let common =
        little(UInt16(0)) + little(member.method) + little(UInt32(0)) + little(UInt32(0))
        + little(short) + little(short) + little(UInt16(name.count))
      let sizes = isLong ? little(UInt64(size)) + little(UInt64(size)) : []
      let localExtra = isLong ? little(UInt16(1)) + little(UInt16(16)) + sizes : []
      file += little(UInt32(0x0403_4b50)) + little(UInt16(45)) + common
      file += little(UInt16(localExtra.count)) + name + localExtra + member.contents
      let extra =
        isLong
        ? little(UInt16(7)) + little(UInt16(2)) + [0, 0] + little(UInt16(1)) + little(UInt16(24))
          + sizes + little(UInt64(place)) : []
      directory += little(UInt32(0x0201_4b50)) + little(UInt16(45)) + little(UInt16(45)) + common
      directory += little(UInt16(extra.count)) + little(UInt16(0)) + little(UInt16(0))
      directory += little(UInt16(0)) + little(UInt32(0))
      directory += little(isLong ? UInt32.max : UInt32(place)) + name + extra
    }
    let start = file.count
    file += directory
    let end = file.count
    if isLong {
      file += little(UInt32(0x0606_4b50)) + little(UInt64(44)) + little(UInt16(45))
      file += little(UInt16(45)) + little(UInt32(0)) + little(UInt32(0))
      file += little(UInt64(members.count)) + little(UInt64(members.count))
      file += little(UInt64(directory.count)) + little(UInt64(start))
      file += little(UInt32(0x0706_4b50)) + little(UInt32(0)) + little(UInt64(end))
      file += little(UInt32(1))
    }
    file += little(UInt32(0x0605_4b50)) + little(UInt16(0)) + little(UInt16(0))
    let count = isLong ? UInt16.max : UInt16(members.count)
    file += little(count) + little(count)
    file += little(isLong ? UInt32.max : UInt32(directory.count))
    file += little(isLong ? UInt32.max : UInt32(start)) + little(UInt16(0))
    return file
  }
}
