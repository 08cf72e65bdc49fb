import CZlib
import Foundation
import Testing

@testable import NeiroFigures

@Suite struct RasterTests {
  /// Chunks of a PNG by name, their sums checked.
  private func chunks(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var chunks: [String: [UInt8]] = [:]
    var place = 8
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 + Int($1) } }
    while place < bytes.count {
      let length = number(place)
      let body = Array(bytes[place + 4..<place + 8 + length])
      #expect(number(place + 8 + length) == Int(crc32(0, body, uInt(body.count))))
      chunks[String(decoding: body.prefix(4), as: UTF8.self)] = Array(body.dropFirst(4))
      place += 12 + length
    }
    #expect(place == bytes.count)
    return chunks
  }

  private func rows(_ chunks: [String: [UInt8]], width: Int, height: Int) throws -> [[UInt8]] {
    let packed = try #require(chunks["IDAT"])
    var length = uLong(height * (width + 1))
    var bytes = [UInt8](repeating: 0, count: Int(length))
    #expect(uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK)
    #expect(Int(length) == bytes.count)
    return (0..<height).map { Array(bytes[$0 * (width + 1)..<($0 + 1) * (width + 1)]) }
  }

  @Test func aPNGHoldsItsPixels() throws {
    let png = IndexedPNG(
      pixels: [0, 1, 2, 2, 1, 0], width: 3, palette: [(1, 2, 3), (250, 0, 9), (255, 255, 255)])
    let chunks = try chunks(png.bytes)
    #expect(chunks["IHDR"] == [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0])
    #expect(chunks["PLTE"] == [1, 2, 3, 250, 0, 9, 255, 255, 255])
    #expect(chunks["tRNS"] == [255, 255, 0])
    #expect(try rows(chunks, width: 3, height: 2) == [[0, 0, 1, 2], [0, 2, 1, 0]])
  }

  private func pixels(_ raster: Raster, width: Int, height: Int) throws -> [[UInt8]] {
    let image = raster.image(x: 0, y: 0, width: 10, height: 10).text
    let match = try #require(image.firstMatch(of: /base64,([^"]*)"/))
    let data = try #require(Data(base64Encoded: String(match.1)))
    return try rows(try chunks(Array(data)), width: width, height: height).map {
      Array($0.dropFirst())
    }
  }

  @Test func valuesBecomeColoursAndNoNumbersStayOpen() throws {
    let raster = Raster(
      [0, 1, .nan, 0.5], columns: 2, range: nil, colors: .viridis, isSmooth: true)
    #expect(try pixels(raster, width: 2, height: 2) == [[0, 254], [255, 127]])
    let fixed = Raster([-9, 9], columns: 2, range: 0...1, colors: .viridis, isSmooth: true)
    #expect(try pixels(fixed, width: 2, height: 1) == [[0, 254]])
    // Differences: no change is the middle, however far one side reaches.
    let both = Raster([-1, 0, 4], columns: 3, range: nil, colors: .diverging, isSmooth: true)
    #expect(both.range == -4...4)
  }

  @Test func largeMatricesAreAveraged() throws {
    let columns = 2 * Raster.mostCells
    let values = (0..<columns).map { Float($0 % 2 == 0 ? 0 : 1) }
    let raster = Raster(values, columns: columns, range: 0...1, colors: .viridis, isSmooth: true)
    let row = try pixels(raster, width: Raster.mostCells, height: 1)[0]
    #expect(row == [UInt8](repeating: 127, count: Raster.mostCells))
  }

  @Test func coloursGoFromDarkToLight() {
    let greys = (0...20).map { step -> Double in
      let (red, green, blue) = ColorMap.viridis.color(Double(step) / 20)
      return 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
    }
    #expect(greys == greys.sorted())
    #expect(ColorMap.viridis.color(0) == (0x44, 0x01, 0x54))
    #expect(ColorMap.viridis.color(1) == (0xFD, 0xE7, 0x25))
    #expect(ColorMap.diverging.color(0.5) == (0xF4, 0xF2, 0xEE))
  }

  @Test func numbersArePrintedInFewBytes() {
    let values = [0, 12, -0.5, 3.14159, 0.04, -0.04, 99.96]
    #expect(values.map(SVGPath.number) == ["0", "12", "-0.5", "3.1", "0", "0", "100"])
    #expect([.nan, .infinity].map(SVGPath.number) == ["0", "0"])
  }

  @Test func logarithmicScalesHaveRoundTicks() {
    let scale = Scale([20, 20_000], to: (0, 300), isLogarithmic: true)
    #expect(abs(scale(200) - 100) < 1e-9 && scale(0) == 0)
    #expect(scale.ticks(8) == [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000])
    #expect(scale.ticks(3) == [100, 1000, 10_000])
    #expect(Axis(format: .kilo).texts([100, 1000, 2500]) == ["100", "1k", "2.5k"])
    #expect(Axis(format: .clock).texts([0, 30, 90]) == ["0:00", "0:30", "1:30"])
    let clock = Axis(format: .clock)
    #expect(
      clock.ticks(of: Scale([0, 600], to: (0, 1)), about: 6) == [0, 120, 240, 360, 480, 600])
    #expect(clock.ticks(of: Scale([0, 4], to: (0, 1)), about: 4) == [0, 1, 2, 3, 4])
    #expect(Axis(format: .percent).texts([0, 0.5, 1]) == ["0 %", "50 %", "100 %"])
  }
}
