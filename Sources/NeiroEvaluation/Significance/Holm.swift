/// Holm's correction: p-values that stay honest when several differences are looked at.
///
/// The smallest of m p-values is multiplied by m, the next by m − 1 and so on; none becomes smaller
/// than the one before it, and none larger than 1. Among differences whose adjusted p is at most
/// .05, the chance that any is there by luck is at most .05, however they depend on each other.
///
/// Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
/// Statistics 6(2), 1979, <https://www.jstor.org/stable/4615733>; equals statsmodels'
/// `multipletests(method="holm")`.
public enum Holm {
  /// - Returns: The adjusted p-values, in the order of `pValues`.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var largest = 0.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
      largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
      adjusted[index] = largest
    }
    return adjusted
  }
}
