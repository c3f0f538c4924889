import ANNIndex

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads and maps whatever bytes it is given as an index file, and searches what is accepted: nothing may crash, read outside
/// its memory or hang.
///
/// Checksums would stop nearly every changed byte. So the first byte chooses: odd, and the checksums of the header and of every
/// section are made true before.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIndexFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  guard count > 1 else { return 0 }
  var bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  if start[0] & 1 == 1 { repairChecksums(of: &bytes) }
  let path = "/dev/shm/w2v-fuzz-\(getpid()).hnsw"
  guard let file = fopen(path, "w") else { abort() }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
  for open in [HNSWIndex.read, HNSWIndex.map] {
    guard let index = try? open(path) else { continue }
    var query = Array(repeating: Float(0.25), count: index.dimension)
    query[0] = -1
    guard index.dimension <= 4096 else { continue }
    _ = index.search(query, SearchRequest(k: 5, effort: .width(8)))
    _ = index.search(query, SearchRequest(k: 5, effort: .recall(0.9)))
    _ = index.search(query, SearchRequest(k: 3, filter: Filter(count: index.count, allEligible: true)))
  }
  return 0
}

/// Writes the checksums that the format wants over whatever the sections hold (formats/index.md).
private func repairChecksums(of bytes: inout [UInt8]) {
  guard bytes.count >= 320 else { return }
  let version = bytes[8]
  let (headerSize, sections) = version == 1 ? (256, 6) : version == 2 ? (256, 7) : (320, 8)
  func number(at offset: Int) -> Int {
    Int(clamping: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) })
  }
  for section in 0..<sections {
    let place = 80 + 24 * section
    let (offset, length) = (number(at: place), number(at: place + 8))
    guard offset <= bytes.count, length <= bytes.count - offset else { continue }
    write(crc32(bytes[offset..<offset + length]), into: &bytes, at: place + 16)
  }
  write(crc32(bytes[..<(headerSize - 4)]), into: &bytes, at: headerSize - 4)
}

private func write(_ value: UInt32, into bytes: inout [UInt8], at offset: Int) {
  for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
}

private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  ~bytes.reduce(UInt32.max) { checksum, byte in
    (0..<8).reduce(checksum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xedb8_8320 : 0) }
  }
}

/// What the package manager makes the program's entry: hands over to libFuzzer.
@_cdecl("FuzzIndexFile_main")
public func fuzzMain(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  var count = count
  var arguments = arguments
  return runFuzzer(&count, &arguments, fuzzIndexFile)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32
