import Foundation
import NeiroCore
import NeiroTerminal

/// What keys do.
extension LabelDialogue {
  mutating func press(_ key: TerminalKey, at now: Int) -> [Effect] {
    if key == .control("d") { return quit(at: now) }
    switch mode {
    case .help:
      mode = .answering
      return []
    case .flagging: return flag(key, at: now)
    case .noting(let text): return write(key, after: text)
    case .answering: break
    }
    if key == .escape { return returnToPresent(at: now) }
    guard let action = bindings.action(of: key) else {
      notice = .unknownKey
      return []
    }
    return perform(action, at: now)
  }

  private mutating func perform(_ action: LabelAction, at now: Int) -> [Effect] {
    if let label = action.answer { return answer(label, at: now) }
    switch action {
    case .skip: return skip(at: now)
    case .hearA: return hear([.first], at: now)
    case .hearB: return hear([.second], at: now)
    case .hearBoth: return hear(Place.allCases, at: now)
    case .undo: return [.takeBack]
    case .back: return goBack(at: now)
    case .forward: return goForward(at: now)
    case .names: showsNames.toggle()
    case .flag: if question != nil { mode = .flagging }
    case .note: if question != nil { mode = .noting("") }
    case .help: mode = .help
    case .quit: return quit(at: now)
    case .similar, .dissimilar, .unsure: break
    }
    return []
  }

  private mutating func quit(at now: Int) -> [Effect] {
    hearing.stop(at: now)
    return [.stop, .end]
  }

  // MARK: - Answers

  private mutating func answer(_ label: PairLabel, at now: Int) -> [Effect] {
    guard let question else { return [] }
    let missing = hearing.missing(at: now)
    guard missing.isEmpty || isSilent else {
      notice = .notHeard(missing)
      return []
    }
    let taken = now - askedAt
    let details = details(of: question, at: now)
    let visit = Visit(question: question, answer: label, isOfSitting: true)
    let isChange = position.flatMap { visits[$0].answer } != nil
    if let position {
      if let old = visits[position].answer {
        progress.changed(old, to: label)
        notice = .changed(from: old, to: label)
      } else {
        progress.gave(label, takenMilliseconds: taken)
      }
      // The change is the last answer now, and the first to be taken back.
      visits.remove(at: position)
    } else {
      progress.gave(label, takenMilliseconds: taken)
      if progress.answers.isMultiple(of: progress.goal) { notice = .goal(progress.answers) }
    }
    visits.append(visit)
    last = visit
    let save: Effect =
      isChange ? .change(question, label, details) : .save(question, label, details)
    return [.stop, save] + proceed(at: now)
  }

  private mutating func skip(at now: Int) -> [Effect] {
    guard let question else { return [] }
    // A pair that was answered keeps its answer.
    guard position == nil else { return returnToPresent(at: now) }
    visits.append(Visit(question: question, answer: nil, isOfSitting: true))
    return [.stop, .skip(question, details(of: question, at: now))] + proceed(at: now)
  }

  private func details(of question: Question, at now: Int) -> AnswerDetails {
    AnswerDetails(
      firstSide: question.firstSide,
      // What somebody plays elsewhere can't be known.
      heardMilliseconds: isSilent && !hearing.missing(at: now).isEmpty
        ? nil : hearing.heard(in: question, at: now),
      takenMilliseconds: now - askedAt, reason: question.reason?.rawValue,
      headVersion: question.headVersion)
  }

  mutating func tookBack(_ label: PairLabel?, _ asked: Question?, at now: Int) -> [Effect] {
    guard let label else {
      notice = .nothingToTakeBack
      return []
    }
    let place = asked.flatMap { asked in visits.lastIndex { $0.question.pair == asked.pair } }
    progress.tookBack(label, isOfSitting: place.map { visits[$0].isOfSitting } ?? false)
    last = nil
    guard let asked else {
      notice = .tookBackUnknown(label)
      return []
    }
    notice = .tookBack(label)
    if position == nil, let question { waiting.append(question) }
    position = nil
    // The question as it was asked here has its reason, and the sides as the person heard them.
    let again = place.map { visits.remove(at: $0).question } ?? asked
    return [.stop] + begin(again, at: now)
  }

  // MARK: - Going back

  private mutating func goBack(at now: Int) -> [Effect] {
    let earlier = (position ?? visits.count) - 1
    guard visits.indices.contains(earlier) else {
      notice = .firstPair
      return []
    }
    if position == nil, let question { waiting.append(question) }
    position = earlier
    return [.stop] + begin(visits[earlier].question, at: now)
  }

  private mutating func goForward(at now: Int) -> [Effect] {
    guard let position else {
      notice = .lastPair
      return []
    }
    guard visits.indices.contains(position + 1) else { return returnToPresent(at: now) }
    self.position = position + 1
    return [.stop] + begin(visits[position + 1].question, at: now)
  }

  private mutating func returnToPresent(at now: Int) -> [Effect] {
    position == nil ? [] : [.stop] + proceed(at: now)
  }

  // MARK: - Replays

  private mutating func hear(_ places: [Place], at now: Int) -> [Effect] {
    guard let question else { return [] }
    guard !isSilent else { return [.present(question)] }
    hearing.stop(at: now)
    // Somebody who hears A again before B still has to hear B.
    queue = places + hearing.missing(at: now).filter { !places.contains($0) }
    return playNext(at: now)
  }

  // MARK: - Flags and notes

  private mutating func flag(_ key: TerminalKey, at now: Int) -> [Effect] {
    mode = .answering
    guard let question else { return [] }
    let place: Place
    switch bindings.action(of: key) {
    case .hearA: place = .first
    case .hearB: place = .second
    default: return []
    }
    flagged.insert(question[place].clip)
    notice = .flagged(place)
    return [.stop, .flag(question[place])] + proceed(at: now)
  }

  private mutating func write(_ key: TerminalKey, after text: String) -> [Effect] {
    switch key {
    case .character(let character): mode = .noting(text + String(character))
    case .backspace, .delete: mode = .noting(String(text.dropLast()))
    case .control("u"): mode = .noting("")
    case .escape: mode = .answering
    case .enter:
      mode = .answering
      let note = text.trimmingCharacters(in: .whitespaces)
      guard !note.isEmpty, let question else { return [] }
      notice = .noted
      return [.note(note, question)]
    default: break
    }
    return []
  }
}
