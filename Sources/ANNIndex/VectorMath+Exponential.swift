import CVectorKernels

/// Functions of four numbers at once.
enum VectorMath {
  // The standard library's own are calls that take lane by lane.

  @inline(__always) static func maximum(_ left: SIMD4<Float>, _ right: SIMD4<Float>) -> SIMD4<Float> {
    left.replacing(with: right, where: left .< right)
  }

  @inline(__always) static func minimum(_ left: SIMD4<Float>, _ right: SIMD4<Float>) -> SIMD4<Float> {
    left.replacing(with: right, where: left .> right)
  }

  /// The exponentials of `factor` times some values, with a relative error under 1e-6. They are written behind the values, where
  /// there is room for as many.
  @inline(__always) static func exponentials(
    of values: UnsafeMutablePointer<SIMD4<Float>>, count: Int, times factor: Float
  ) -> UnsafeMutablePointer<SIMD4<Float>> {
    let exponentials = values + count
    exponentials.update(repeating: .zero, count: count)
    addExponential(
      UnsafeMutableRawPointer(exponentials).assumingMemoryBound(to: Float.self),
      UnsafeRawPointer(values).assumingMemoryBound(to: Float.self), 4 * count, factor)
    return exponentials
  }

  /// That of the widest instructions this CPU has. The portable kernels are always there.
  private static let addExponential = [w2v_training_avx512, w2v_training_avx2, w2v_training_portable]
    .lazy.compactMap { w2v_training_kernels_at($0)?.pointee.add_exponential }.first!

  /// The natural logarithm of normal numbers over 0, with an error under 2e-7 of it or 1e-7, whichever is more.
  @inline(__always) static func logarithm(_ values: SIMD4<Float>) -> SIMD4<Float> {
    // ln(x) = ln(m) + n ln 2, with m between the root of a half and the root of two.
    let bits = unsafeBitCast(values, to: SIMD4<UInt32>.self)
    let offset = bits &- 0x3f35_04f3
    let whole = SIMD4<Float>(unsafeBitCast(offset, to: SIMD4<Int32>.self) &>> 23)
    let mantissa = unsafeBitCast((offset & 0x007f_ffff) &+ 0x3f35_04f3, to: SIMD4<Float>.self)
    let x = mantissa - 1
    let square = x * x
    var sum = x * 7.037_683_629_2e-2 - 1.151_461_031e-1
    sum = sum * x + 1.167_699_874e-1
    sum = sum * x - 1.242_014_084_6e-1
    sum = sum * x + 1.424_932_278_7e-1
    sum = sum * x - 1.666_805_766_5e-1
    sum = sum * x + 2.000_071_476_5e-1
    sum = sum * x - 2.499_999_399_3e-1
    sum = sum * x + 3.333_333_117_4e-1
    let fraction = sum * x * square - whole * 2.121_944_400_5e-4 - 0.5 * square + x
    return fraction + whole * 0.693_359_375
  }
}
