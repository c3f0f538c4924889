import Files
import Testing

@Suite struct CRC32Tests {
  @Test func the_check_value_of_the_standard() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func pieces_give_the_same_value_as_the_whole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for cut in [0, 1, 7, 999, 1000] {
      var checksum = CRC32()
      bytes[..<cut].withUnsafeBytes { checksum.update($0) }
      bytes[cut...].withUnsafeBytes { checksum.update($0) }
      #expect(checksum.value == CRC32.of(bytes), "cut at \(cut)")
    }
  }
}
