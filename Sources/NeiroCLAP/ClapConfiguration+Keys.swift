// From the files' keys to numbers; what a file leaves out stays as published first.

extension ClapConfiguration.Audio {
  mutating func read(_ file: AudioFile, _ path: String) throws(ClapError) {
    func refuse(_ found: String) -> ClapError { .unknownArchitecture(path: path, found: found) }
    if let kind = file.modelType, kind != "clap_audio_model" {
      throw refuse("an audio tower of type '\(kind)'")
    }
    if file.fuses == true, file.fusion == "channel_map" {
      throw refuse("fusion by 'channel_map', which no published model uses")
    }
    // `transformers` fuses by AFF whatever else is written there.
    guard (file.channels ?? 1) == 1 else { throw refuse("pictures of several channels") }
    guard file.normsPatches ?? true, file.flattensPatches ?? true, file.hasBias ?? true else {
      throw refuse("an audio tower without one of its norms or biases")
    }
    guard (file.activation ?? "gelu") == "gelu" else {
      throw refuse("an audio tower with '\(file.activation ?? "")' where GELU is expected")
    }
    guard (file.windowLength ?? Windowing.length) == Windowing.length else {
      throw refuse("windows of another size than \(Windowing.length)")
    }
    stemWidth = file.stemWidth ?? stemWidth
    depths = file.depths ?? depths
    headCounts = file.heads ?? headCounts
    pictureLength = file.pictureLength ?? pictureLength
    expansion = file.expansion ?? expansion
    normEpsilon = file.epsilon ?? normEpsilon
    isFused = file.fuses ?? isFused
    fusionReduction = file.reduction ?? fusionReduction
    let patch = file.patch?.values ?? [patchLength, patchLength]
    let stride = file.stride?.values ?? [4, 4]
    guard patch == stride, patch.count == 2, patch[0] == patch[1] else {
      throw refuse("patches that overlap or are not square")
    }
    patchLength = patch[0]
    guard (1...16).contains(depths.count) else { throw refuse("\(depths.count) stages") }
    if let hiddenWidth = file.hiddenWidth, hiddenWidth != outputWidth {
      throw .badConfiguration(
        path: path,
        reason: "the audio tower's hidden_size is \(hiddenWidth), and its stages end with "
          + "\(outputWidth) channels")
    }
  }
}

extension ClapConfiguration.Text {
  mutating func read(_ file: TextFile, _ path: String) throws(ClapError) {
    func refuse(_ found: String) -> ClapError { .unknownArchitecture(path: path, found: found) }
    if let kind = file.modelType, kind != "clap_text_model", kind != "roberta" {
      throw refuse("a text tower of type '\(kind)'")
    }
    guard (file.activation ?? "gelu") == "gelu" else {
      throw refuse("a text tower with '\(file.activation ?? "")' where GELU is expected")
    }
    guard (file.positionKind ?? "absolute") == "absolute" else {
      throw refuse("a text tower with '\(file.positionKind ?? "")' positions")
    }
    wordCount = file.words ?? wordCount
    width = file.width ?? width
    depth = file.depth ?? depth
    headCount = file.heads ?? headCount
    hiddenWidth = file.hiddenWidth ?? hiddenWidth
    positionCount = file.positions ?? positionCount
    typeCount = file.types ?? typeCount
    paddingID = file.padding ?? paddingID
    normEpsilon = file.epsilon ?? normEpsilon
  }
}

extension ClapConfiguration.Sound {
  mutating func read(_ file: PreprocessorFile, _ path: String) throws(ClapError) {
    func refuse(_ reason: String) -> ClapError { .badConfiguration(path: path, reason: reason) }
    sampleRateHz = file.sampleRateHz ?? sampleRateHz
    frameLength = file.frameLength ?? frameLength
    hop = file.hop ?? hop
    bandCount = file.bands ?? bandCount
    lowestHz = file.lowestHz ?? lowestHz
    highestHz = file.highestHz ?? highestHz
    if let samples = file.windowSamples {
      windowSamples = samples
    } else if let seconds = file.seconds {
      guard let samples = Int(exactly: (seconds * Double(sampleRateHz)).rounded(.down)) else {
        throw refuse("its max_length_s is \(seconds)")
      }
      windowSamples = samples
    }
    if let name = file.padding {
      guard let padding = Padding(rawValue: name) else {
        throw refuse("it asks for the padding '\(name)'; known are repeatpad, repeat and pad")
      }
      self.padding = padding
    }
    if let name = file.truncation {
      guard let truncation = Truncation(rawValue: name) else {
        throw refuse("it asks for the truncation '\(name)'; known are rand_trunc and fusion")
      }
      self.truncation = truncation
    }
    guard file.topDecibels == nil else {
      throw refuse("it cuts levels off at top_db, which no published model does")
    }
  }
}
