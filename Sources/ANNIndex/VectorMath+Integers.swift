import CVectorKernels

/// The fastest kernels of this CPU for products of integers.
struct IntegerKernels: @unchecked Sendable {  // C function pointers, which nobody changes
  fileprivate let level: cvk_distance_kernels

  static let best = IntegerKernels(level: cvk_distance_kernels_best().pointee)
}

/// An integer that a value of a unit row is rounded to.
protocol QuantizedCode: FixedWidthInteger, BitwiseCopyable, Sendable {
  /// How many steps there are from 0 to 1 in a row whose largest value is `largest`; 0 for a row of zeros.
  static func steps(largest: Float) -> Float

  /// The sum of the products of `length` codes.
  static func dot(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Self>, _ row: UnsafePointer<Self>, _ length: Int
  ) -> Int32

  /// The same of one query and four rows.
  static func dotFour(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Self>, _ row0: UnsafePointer<Self>,
    _ row1: UnsafePointer<Self>, _ row2: UnsafePointer<Self>, _ row3: UnsafePointer<Self>, _ length: Int
  ) -> SIMD4<Int32>

  /// The same of four queries and four rows: the sums of each query.
  static func dotTile(
    _ kernels: IntegerKernels, _ queries: Four<UnsafePointer<Self>>, _ rows: Four<UnsafePointer<Self>>, _ length: Int
  ) -> Four<SIMD4<Int32>>
}

/// Four of a kind.
typealias Four<Element> = (Element, Element, Element, Element)

extension QuantizedCode {
  @inline(__always) static func dotTile(
    _ kernels: IntegerKernels, _ queries: Four<UnsafePointer<Self>>, _ rows: Four<UnsafePointer<Self>>, _ length: Int
  ) -> Four<SIMD4<Int32>> {
    func sums(_ query: UnsafePointer<Self>) -> SIMD4<Int32> {
      dotFour(kernels, query, rows.0, rows.1, rows.2, rows.3, length)
    }
    return (sums(queries.0), sums(queries.1), sums(queries.2), sums(queries.3))
  }
}

extension Int8: QuantizedCode {
  /// The largest value becomes 127, or less in rows of more than 66,000 values: as for sixteen bits.
  static func steps(largest: Float) -> Float {
    largest > 0 ? Swift.min(127 / largest, Int16.steps(largest: largest)) : 0
  }

  @inline(__always) static func dot(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Int8>, _ row: UnsafePointer<Int8>, _ length: Int
  ) -> Int32 { kernels.level.dot_int8(query, row, length) }

  @inline(__always) static func dotFour(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Int8>, _ row0: UnsafePointer<Int8>,
    _ row1: UnsafePointer<Int8>, _ row2: UnsafePointer<Int8>, _ row3: UnsafePointer<Int8>, _ length: Int
  ) -> SIMD4<Int32> { fourSums { kernels.level.dot_int8_four(query, row0, row1, row2, row3, length, $0) } }

  @inline(__always) static func dotTile(
    _ kernels: IntegerKernels, _ queries: Four<UnsafePointer<Int8>>, _ rows: Four<UnsafePointer<Int8>>, _ length: Int
  ) -> Four<SIMD4<Int32>> {
    var sums: Four<SIMD4<Int32>> = (.zero, .zero, .zero, .zero)
    withUnsafeMutableBytes(of: &sums) { sums in
      withUnsafeBytes(of: queries) { queries in
        withUnsafeBytes(of: rows) { rows in
          kernels.level.dot_int8_tile(
            queries.assumingMemoryBound(to: UnsafePointer<Int8>.self).baseAddress!,
            rows.assumingMemoryBound(to: UnsafePointer<Int8>.self).baseAddress!, length,
            sums.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
      }
    }
    return sums
  }
}

extension Int16: QuantizedCode {
  /// The same for all rows: with more, the products of unit rows would not fit in 32 bits.
  static func steps(largest: Float) -> Float { largest > 0 ? 32_767 : 0 }

  @inline(__always) static func dot(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Int16>, _ row: UnsafePointer<Int16>, _ length: Int
  ) -> Int32 { kernels.level.dot_int16(query, row, length) }

  @inline(__always) static func dotFour(
    _ kernels: IntegerKernels, _ query: UnsafePointer<Int16>, _ row0: UnsafePointer<Int16>,
    _ row1: UnsafePointer<Int16>, _ row2: UnsafePointer<Int16>, _ row3: UnsafePointer<Int16>, _ length: Int
  ) -> SIMD4<Int32> { fourSums { kernels.level.dot_int16_four(query, row0, row1, row2, row3, length, $0) } }
}

/// What a kernel writes for four rows.
@inline(__always) private func fourSums(_ write: (UnsafeMutablePointer<Int32>) -> Void) -> SIMD4<Int32> {
  var sums = SIMD4<Int32>()
  withUnsafeMutablePointer(to: &sums) { $0.withMemoryRebound(to: Int32.self, capacity: 4) { write($0) } }
  return sums
}
