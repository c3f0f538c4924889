import Files
import TestSupport
import Testing

@Suite struct ByteSourceTests {
  static let text = Array((0..<4000).map { "p\($0)\tname\t\tt\($0 % 97) t\($0 % 89)\n" }.joined().utf8)

  @Test(arguments: Compression.allCases)
  func every_compression_gives_the_same_bytes(compression: Compression) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(compression.encode(Self.text), as: "a")
    #expect(try ByteSource.readAll(path: path) == Self.text)
  }

  @Test(arguments: Compression.allCases)
  func an_empty_text_has_no_bytes(compression: Compression) throws {
    let folder = try TemporaryFolder()
    #expect(try ByteSource.readAll(path: folder.write(compression.encode([]), as: "a")) == [])
  }

  @Test(arguments: Compression.allCases)
  func pieces_compressed_one_by_one_are_one_stream(compression: Compression) throws {
    let folder = try TemporaryFolder()
    let pieces = [Self.text[..<10], Self.text[10..<10], Self.text[10..<50_000], Self.text[50_000...]]
    let path = try folder.write(pieces.flatMap { compression.encode(Array($0)) }, as: "a")
    #expect(try ByteSource.readAll(path: path) == Self.text)
  }

  @Test(arguments: [1, 3, 4096]) func small_buffers_lose_nothing(size: Int) throws {
    let folder = try TemporaryFolder()
    let text = Array(Self.text.prefix(5000))
    for compression in Compression.allCases {
      var source = try ByteSource(path: folder.write(compression.encode(text), as: "a"))
      var bytes: [UInt8] = []
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
      defer { buffer.deallocate() }
      while case let count = try source.read(into: buffer), count > 0 { bytes += buffer[..<count] }
      #expect(bytes == text)
      #expect(try source.read(into: buffer) == 0)
      #expect(source.storedOffset == source.storedByteCount)
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func a_cut_at_any_byte_is_found_and_names_the_file(compression: Compression) throws {
    let folder = try TemporaryFolder()
    let whole = compression.encode(Array(Self.text.prefix(3000)))
    for length in 1..<whole.count {
      // One byte of zstd's four is a parenthesis, as good a text as any.
      if compression == .zstd, length == 1 { continue }
      let path = try folder.write(Array(whole[..<length]), as: "cut")
      let error = #expect(throws: DataError.self, "cut to \(length) of \(whole.count)") {
        try ByteSource.readAll(path: path)
      }
      #expect(error?.code == .badData)
      #expect(error?.description.hasPrefix("\(path): byte \(length): the \(compression) data is cut off") == true)
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func a_flipped_bit_never_gives_other_bytes(compression: Compression) throws {
    let folder = try TemporaryFolder()
    let text = Array(Self.text.prefix(1000))
    let whole = compression.encode(text)
    for position in 4..<whole.count {
      var bytes = whole
      bytes[position] ^= 0x10
      let path = try folder.write(bytes, as: "flipped")
      // Some header bits carry nothing (a time stamp), so an intact answer is as good as a refusal.
      do {
        #expect(try ByteSource.readAll(path: path) == text, "byte \(position)")
      } catch let error as DataError {
        #expect(error.code == .badData)
      }
    }
  }

  @Test func zero_padding_after_gzip_is_passed_and_garbage_is_not() throws {
    let folder = try TemporaryFolder()
    let whole = Compression.gzip.encode(Self.text)
    let padded = try folder.write(whole + [UInt8](repeating: 0, count: 5000), as: "padded")
    #expect(try ByteSource.readAll(path: padded) == Self.text)
    let spoiled = try folder.write(whole + [7], as: "spoiled")
    let error = #expect(throws: DataError.self) { try ByteSource.readAll(path: spoiled) }
    #expect(error?.fault == "something other than gzip follows the gzip data")
  }

  @Test func a_missing_file_and_a_folder_are_told_apart() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DataError.self) { try ByteSource.readAll(path: folder.path) }
    let error = #expect(throws: DataError.self) { try ByteSource.readAll(path: folder("none.tsv")) }
    #expect(error?.code == .missingInput)
    #expect(error?.description == "\(folder("none.tsv")): no such file")
  }
}
