import NeiroEvaluation
import Testing

@Suite struct TrainedAnswersTests {
  /// 1–2 and 2–3 similar, 3–4 dissimilar, 5–6 similar; 11 sounds like 1, 13 like 3.
  private let answers = TrainedAnswers(
    clips: [1, 2, 3, 4, 5, 6],
    pairs: [(1, 2, true), (3, 2, true), (3, 4, false), (5, 6, true)],
    sameSound: [11: 1, 13: 3])

  @Test(arguments: [
    (1, 2), (4, 3),  // the answers themselves
    (1, 3), (2, 4), (4, 2),  // implied at one hop
    (11, 2), (11, 13), (13, 4), (11, 3),  // by what sounds the same
    (11, 1), (7, 7),  // the same sound
  ])
  func whatFollowsIsGivenAway(a: Int, b: Int) {
    #expect(answers.giveAway(a, b) && answers.giveAway(b, a))
  }

  @Test(arguments: [(1, 4), (1, 5), (4, 6), (1, 9), (8, 9), (11, 9), (11, 4)])
  func whatDoesntFollowIsNot(a: Int, b: Int) {
    #expect(!answers.giveAway(a, b) && !answers.giveAway(b, a))
  }

  @Test func knowsTheSoundsOfItsClips() {
    #expect([1, 6, 11, 13].allSatisfy(answers.knows) && ![7, 12].contains(where: answers.knows))
  }

  @Test func nearDuplicatesAreFoundOnceEach() {
    let found = TrainedAnswers.nearDuplicates(of: [10, 25, 3], among: [1, 2, 3, 20]) {
      $0 / 10 == $1 / 10
    }
    #expect(found.map(\.clip) == [25, 3] && found.map(\.other) == [20, 1])
  }
}
