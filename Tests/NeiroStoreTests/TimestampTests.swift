import Foundation
import Testing

@testable import NeiroStore

@Suite struct TimestampTests {
  // date -u -d @1772368496.789 +%FT%T.%3NZ
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_772_368_496.789, "2026-03-01T12:34:56.789Z"),
    (951_782_400, "2000-02-29T00:00:00.000Z"), (4_107_542_399.999, "2100-02-28T23:59:59.999Z"),
    (-1, "1969-12-31T23:59:59.000Z"), (-11_676_096_000, "1600-01-01T00:00:00.000Z"),
  ])
  func isWrittenAndRead(seconds: Double, text: String) throws {
    let date = Date(timeIntervalSince1970: seconds)
    #expect(Timestamp.text(date) == text)
    #expect(try #require(Timestamp.date(text)) == Timestamp.rounded(date))
  }

  @Test(arguments: [
    "2026-03-01T12:34:56Z", "2026-03-01T12:34:56", "2026-03-01 12:34:56", "2026-03-01T12:34:56.0Z",
    "2026-03-01T14:34:56+02:00", "2026-03-01T07:04:56-0530", "2026-03-01t12:34:56.000999z",
  ])
  func otherSpellingsMeanTheSame(text: String) throws {
    #expect(Timestamp.date(text) == Date(timeIntervalSince1970: 1_772_368_496))
  }

  @Test func aDayIsItsMidnight() {
    #expect(Timestamp.date("2026-03-01") == Timestamp.date("2026-03-01T00:00:00.000Z"))
  }

  @Test(arguments: [
    "", "yesterday", "2026", "2026-02-29", "2026-13-01", "2026-00-10", "2026-03-01T24:00:00Z",
    "2026-03-01T12:60:00Z", "2026-03-01T12:34", "2026-03-01T12:34:56.Z", "2026-03-01T12:34:56Zz",
    "2026-03-01T12:34:56+2", "+026-03-01", "２026-03-01",
  ])
  func nothingElseIsATime(text: String) {
    #expect(Timestamp.date(text) == nil)
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    for days in stride(from: -150_000, through: 150_000, by: 1) {
      let day = CivilDay(daysSince1970: days)
      #expect(day.daysSince1970 == days)
      guard CivilDay(year: day.year, month: day.month, day: day.day) == day else {
        Issue.record("\(days) is no day of the calendar: \(day)")
        return
      }
    }
  }
}
