import Foundation

/// Instants as labels store and exchange them: ISO 8601 in UTC with milliseconds,
/// `2026-03-01T12:34:56.789Z`. Such texts sort as the instants do.
enum Timestamp {
  /// `date` to the millisecond, which is what a text can hold.
  static func rounded(_ date: Date) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds(of: date)) / 1000)
  }

  static func text(_ date: Date) -> String {
    let total = milliseconds(of: date)
    let (days, rest) = total.dividedFlooring(by: 86_400_000)
    let day = CivilDay(daysSince1970: days)
    return padded(day.year, 4) + "-" + padded(day.month, 2) + "-" + padded(day.day, 2)
      + "T" + padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2)
      + ":" + padded(rest / 1000 % 60, 2) + "." + padded(rest % 1000, 3) + "Z"
  }

  /// - Parameter text: A date, or a date and a time with `T` or a space between, to the second or
  ///   finer, followed by `Z`, an offset such as `+02:00`, or nothing for UTC.
  /// - Returns: nil for anything else, a 31st of April for instance.
  static func date(_ text: String) -> Date? {
    var reader = Reader(rest: Substring(text))
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let dayOfMonth = reader.number(2),
      let day = CivilDay(year: year, month: month, day: dayOfMonth)
    else { return nil }
    var milliseconds = day.daysSince1970 * 86_400_000
    if reader.skip("T") || reader.skip("t") || reader.skip(" ") {
      guard let hour = reader.number(2), hour < 24, reader.skip(":"),
        let minute = reader.number(2), minute < 60, reader.skip(":"),
        let second = reader.number(2), second < 60
      else { return nil }
      milliseconds += ((hour * 60 + minute) * 60 + second) * 1000
      if reader.skip(".") {
        guard let fraction = reader.fractionInMilliseconds() else { return nil }
        milliseconds += fraction
      }
      guard let offset = reader.offsetInMinutes() else { return nil }
      milliseconds -= offset * 60_000
    }
    guard reader.rest.isEmpty else { return nil }
    return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  private static func milliseconds(of date: Date) -> Int {
    // Years 0 to 9999 are what the text has digits for.
    let range = -62_167_219_200.0...253_402_300_799.0
    let seconds = min(max(date.timeIntervalSince1970, range.lowerBound), range.upperBound)
    return Int((seconds * 1000).rounded())
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private struct Reader {
    var rest: Substring

    mutating func skip(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    mutating func number(_ digits: Int) -> Int? {
      let head = rest.prefix(digits)
      guard head.utf8.count == digits, head.utf8.allSatisfy(isDigit) else { return nil }
      rest.removeFirst(digits)
      return Int(head)
    }

    mutating func fractionInMilliseconds() -> Int? {
      let digits = rest.prefix { $0.utf8.count == 1 && $0.utf8.allSatisfy(isDigit) }
      guard !digits.isEmpty else { return nil }
      rest.removeFirst(digits.count)
      return Int((digits + "00").prefix(3))
    }

    mutating func offsetInMinutes() -> Int? {
      if rest.isEmpty || skip("Z") || skip("z") { return 0 }
      let isEast = rest.first == "+"
      guard skip("+") || skip("-"), let hours = number(2), hours < 24 else { return nil }
      _ = skip(":")
      guard let minutes = rest.isEmpty ? 0 : number(2), minutes < 60 else { return nil }
      return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }

    private func isDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}

/// A day of the Gregorian calendar.
///
/// Source: Hinnant, "chrono-compatible low-level date algorithms", 2013,
/// <https://howardhinnant.github.io/date_algorithms.html>.
struct CivilDay: Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// - Returns: nil for a day that the calendar doesn't have.
  init?(year: Int, month: Int, day: Int) {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  init(daysSince1970: Int) {
    let (era, dayOfEra) = (daysSince1970 + 719_468).dividedFlooring(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.dividedFlooring(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Int {
  /// Quotient rounded down, and the remainder that is never negative.
  fileprivate func dividedFlooring(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
