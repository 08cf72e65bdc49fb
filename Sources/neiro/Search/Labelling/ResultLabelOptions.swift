import ArgumentParser

/// `--label` and what goes with it: saying which results are like the target.
struct ResultLabelOptions: ParsableArguments {
  @Flag(help: "Say which results are like the target, by their numbers.")
  var label = false

  @Flag(help: "With --label: play nothing; the sounds are heard elsewhere.")
  var noPlay = false

  @OptionGroup var labellerOptions: LabellerOptions

  func validate() throws {
    guard label || !noPlay else { throw ValidationError("--no-play needs --label.") }
  }
}
