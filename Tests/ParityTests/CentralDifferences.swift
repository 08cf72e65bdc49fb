/// The derivative of a function of many numbers by each of them, by central differences in double.
func centralDifferences(
  at x: [Double], step: Double = 1e-5, of function: ([Double]) -> Double
) -> [Double] {
  x.indices.map { index in
    var (above, below) = (x, x)
    above[index] += step
    below[index] -= step
    return (function(above) - function(below)) / (2 * step)
  }
}
