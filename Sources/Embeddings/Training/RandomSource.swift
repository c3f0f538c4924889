/// A seeded generator: xoshiro256++ (Blackman and Vigna, 2019), filled from the seed by SplitMix64.
///
/// The same seed gives the same numbers on every machine. One source is used by one thread.
public struct RandomSource: RandomNumberGenerator, Sendable, Equatable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates a source from a seed.
  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      var value = mixer
      value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return value ^ (value >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// A source for one worker or one purpose, independent of the others of the same seed.
  public init(seed: UInt64, stream: Int) {
    self.init(seed: seed &+ UInt64(bitPattern: Int64(stream)) &* 0xd134_2543_de82_ef95)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// A number in `0..<bound`; `bound` is at least 1 and at most `UInt32.max`.
  ///
  /// By multiplication (Lemire, 2019) without the rejection step: the bias is under `bound / 2^32`.
  @inlinable public mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// A number in `0..<1`, with 24 random bits.
  @inlinable public mutating func unitFloat() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A number in `0..<1`, with 53 random bits.
  @inlinable public mutating func unitDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
  }

  /// Two sources are equal when they will give the same numbers.
  public static func == (left: Self, right: Self) -> Bool { left.state == right.state }
}
