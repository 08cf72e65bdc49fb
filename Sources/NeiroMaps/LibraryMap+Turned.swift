internal import Foundation

extension LibraryMap {
  /// The same map, turned and mirrored so that its points lie as near as can be to those of another
  /// one of the same rows. Distances stay as they are, so it is as good a map as before.
  ///
  /// *Source*: the orthogonal Procrustes problem, Schönemann, 1966,
  /// <https://doi.org/10.1007/BF02289451>, in two dimensions.
  public func turned(towards other: LibraryMap) -> LibraryMap {
    let pairs = zip(points, other.points).compactMap { own, target in
      own.flatMap { own in target.map { (SIMD2<Double>(own), SIMD2<Double>($0)) } }
    }
    guard !pairs.isEmpty else { return self }
    let count = Double(pairs.count)
    let own = pairs.reduce(SIMD2<Double>()) { $0 + $1.0 } / count
    let target = pairs.reduce(SIMD2<Double>()) { $0 + $1.1 } / count
    // What a turn by an angle gains is even·cos + odd·sin; mirrored first, likewise.
    var (even, odd, evenMirrored, oddMirrored) = (0.0, 0.0, 0.0, 0.0)
    for (a, b) in pairs {
      let (a, b) = (a - own, b - target)
      even += a.x * b.x + a.y * b.y
      odd += a.x * b.y - a.y * b.x
      evenMirrored += a.x * b.x - a.y * b.y
      oddMirrored += a.x * b.y + a.y * b.x
    }
    let isMirrored = hypot(evenMirrored, oddMirrored) > hypot(even, odd)
    let angle = isMirrored ? atan2(oddMirrored, evenMirrored) : atan2(odd, even)
    let (sine, cosine) = (sin(angle), cos(angle))
    return LibraryMap(
      method: method,
      points: points.map { point in
        point.map { point in
          var place = SIMD2<Double>(point) - own
          if isMirrored { place.y = -place.y }
          return SIMD2<Float>(
            Float(cosine * place.x - sine * place.y), Float(sine * place.x + cosine * place.y))
        }
      }, quality: quality)
  }
}
