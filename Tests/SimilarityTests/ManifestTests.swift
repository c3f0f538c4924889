import Files
import TestSupport
import Testing

@testable import Similarity

@Suite struct ManifestTests {
  @Test func what_is_written_is_read() throws {
    let folder = try TemporaryFolder()
    let manifest = try PlantedModel.shared.get().manifest(files: [
      Manifest.File(name: "tracks.vectors", bytes: 12, sha256: "0f")
    ])
    try manifest.write(folder: folder.path)
    #expect(try Manifest.read(folder: folder.path) == manifest)
  }

  @Test func any_byte_changed_is_refused() throws {
    let folder = try TemporaryFolder()
    try PlantedModel.shared.get().manifest(files: []).write(folder: folder.path)
    for name in [Manifest.fileName, Manifest.digestFileName] {
      let bytes = try ByteSource.readAll(path: folder(name))
      for place in bytes.indices {
        var changed = bytes
        changed[place] ^= 1
        try folder.write(changed, as: name)
        #expect(throws: DataError.self, "byte \(place) of \(name)") { try Manifest.read(folder: folder.path) }
      }
      try folder.write(bytes, as: name)
    }
    #expect(throws: Never.self) { try Manifest.read(folder: folder.path) }
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"format": "x"}"#, "\u{FF}"]) func what_is_no_manifest(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try write(text, into: folder)
    let error = #expect(throws: DataError.self) { try Manifest.read(folder: folder.path) }
    #expect(error?.code == .badData)
    #expect(error?.place == path)
  }

  @Test func a_later_format_is_refused_by_number() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try PlantedModel.shared.get().manifest(files: []).json(), as: UTF8.self)
    try write(text.replacing("\"format\" : 3", with: "\"format\" : 4"), into: folder)
    let error = #expect(throws: DataError.self) { try Manifest.read(folder: folder.path) }
    #expect(error?.fault.contains("model format 4") == true)
  }

  @Test func versions_sort_by_time_and_are_recognised() {
    #expect(ModelVersion.isVersion("20261122T120000Z-3f9c1a"))
    #expect(!ModelVersion.isVersion("20261122T120000Z-3f9c1"))
    #expect(!ModelVersion.isVersion(".partial-12"))
  }

  /// Writes a text as a manifest whose digest is right, and returns the manifest's path.
  @discardableResult private func write(_ text: String, into folder: TemporaryFolder) throws -> String {
    try folder.write("\(Checksum.ofBytes(text.utf8))  manifest.json\n", as: Manifest.digestFileName)
    return try folder.write(text, as: Manifest.fileName)
  }
}
