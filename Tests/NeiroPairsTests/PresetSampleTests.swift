import NeiroCore
import NeiroPairs
import NeiroTestSupport
import Testing

@Suite struct PresetSampleTests {
  private static let embeddings = SyntheticEmbeddings.random(count: 900, dimension: 8, seed: 4)
  private static let clips = (0..<900).map(SyntheticEmbeddings.clip)

  private static func recipe(presets: Int, seed: UInt64 = 1) -> AdaptRecipe {
    var recipe = AdaptRecipe()
    recipe.presets = presets
    recipe.seed = seed
    return recipe
  }

  private static func sample(
    _ rows: [Int], presets: Int = 100, seed: UInt64 = 1, embeddings: EmbeddingMatrix = embeddings
  ) -> PresetSample {
    PresetSample(
      of: rows, clips: clips, embeddings: embeddings, recipe: recipe(presets: presets, seed: seed))
  }

  @Test func theSameSeedDrawsTheSameAndAnotherSeedOthers() {
    let sample = Self.sample(Array(0..<900))
    #expect(sample == Self.sample(Array(0..<900)))
    #expect(sample == Self.sample((0..<900).reversed()))
    #expect(sample.rows.count == 100 && Set(sample.rows).count == 100)
    #expect(sample.clips == sample.rows.map { Self.clips[$0] })
    let other = Self.sample(Array(0..<900), seed: 2)
    #expect(Set(sample.rows).intersection(other.rows).count < 30)
    #expect(sample.heldOut != other.heldOut)
  }

  @Test func theDrawIsByContentAndNotByPlace() {
    // The same sounds, in the opposite order of rows.
    let reversed = PresetSample(
      of: Array(0..<900), clips: Self.clips.reversed(),
      embeddings: EmbeddingMatrix(
        dimension: 8, values: (0..<900).reversed().flatMap { Self.embeddings[$0] }),
      recipe: Self.recipe(presets: 100))
    #expect(reversed.clips == Self.sample(Array(0..<900)).clips)
  }

  @Test func onlyPresetsAreDrawnAndASmallLibraryAltogether() {
    let rows = stride(from: 0, to: 160, by: 2).map(\.self)
    #expect(Set(Self.sample(rows).rows) == Set(rows))
    #expect(Set(Self.sample(rows, presets: 50).rows).isSubset(of: rows))
    #expect(Self.sample([]).rows.isEmpty)
  }

  @Test func noTwoAreNearDuplicates() {
    // Given each sound thrice: as it is, the same again, and moved by next to nothing
    var values: [Float] = []
    for row in 0..<900 {
      var sound = Self.embeddings[row % 300]
      if row >= 600 { sound[0] += 1e-4 }
      values += UnitVector.normalized(sound) ?? sound
    }
    let embeddings = EmbeddingMatrix(dimension: 8, values: values)
    let sample = Self.sample(Array(0..<900), presets: 900, embeddings: embeddings)
    #expect(sample.rows.count == 300)
    #expect(Set(sample.rows.map { $0 % 300 }).count == 300)
    #expect(Self.sample([0, 300, 600], embeddings: embeddings).rows.count == 1)
  }

  @Test func aLibraryThatGrowsKeepsMostOfItsSample() {
    let before = Self.sample(Array(0..<800))
    let after = Self.sample(Array(0..<900))
    // A ninth more presets: about a ninth of the sample is new.
    #expect(Set(before.clips).intersection(after.clips).count > 75)
    #expect(before.heldOut.intersection(after.heldOut).count > before.heldOut.count / 2)
  }

  @Test(arguments: [(0.2, 20), (0.05, 5), (0.5, 50)])
  func itsShareIsHeldOut(share: Double, count: Int) {
    var recipe = Self.recipe(presets: 100)
    recipe.heldOutShare = share
    let sample = PresetSample(
      of: Array(0..<900), clips: Self.clips, embeddings: Self.embeddings, recipe: recipe)
    #expect(sample.heldOut.count == count)
    #expect(sample.heldOut.isSubset(of: sample.clips))
    // Another draw than that of the sample: not simply its first ones.
    #expect(sample.heldOut != Set(sample.clips.prefix(count)))
  }

  @Test func aDamagedRowIsNotDrawnAndDoesNotKeepOthersOut() {
    let whole = Self.sample(Array(0..<100))
    // The first that is drawn is compared with all that follow.
    for damaged in [whole.rows[0], whole.rows[50]] {
      var values = Self.embeddings.withRows { Array($0) }
      values[damaged * 8 + 3] = .nan
      let sample = Self.sample(
        Array(0..<100), embeddings: EmbeddingMatrix(dimension: 8, values: values))
      #expect(sample.rows == whole.rows.filter { $0 != damaged })
    }
  }
}

@Suite struct PhraseCountTests {
  @Test(arguments: [(1600, 4), (2000, 4), (1000, 6), (928, 6), (421, 8), (50, 8), (0, 8)])
  func fewPresetsPlayMorePhrasesEach(presets: Int, phrases: Int) {
    #expect(AdaptRecipe().phrases(forPresets: presets) == phrases)
  }

  @Test func aRecipesOwnNumberIsKept() {
    var recipe = AdaptRecipe()
    recipe.phrases = 3
    #expect(recipe.phrases(forPresets: 50) == 3)
  }
}
