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
    try DurableFile.write(manifest.json(), to: folder(Manifest.fileName))
    #expect(try Manifest.read(folder: folder.path) == manifest)
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"format": "x"}"#, "\u{FF}"]) func what_is_no_manifest(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, as: Manifest.fileName)
    let error = #expect(throws: DataError.self) { try Manifest.read(folder: folder.path) }
    #expect(error?.code == .badData)
    #expect(error?.place == path)
  }

  @Test func a_later_format_is_refused_by_number() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try PlantedModel.shared.get().manifest(files: []).json(), as: UTF8.self)
    try folder.write(text.replacing("\"format\" : 1", with: "\"format\" : 2"), as: Manifest.fileName)
    let error = #expect(throws: DataError.self) { try Manifest.read(folder: folder.path) }
    #expect(error?.fault.contains("model format 2") == true)
  }

  @Test func versions_sort_by_time_and_are_recognised() {
    #expect(ModelVersion.isVersion("20261122T120000Z-3f9c1a"))
    #expect(!ModelVersion.isVersion("20261122T120000Z-3f9c1"))
    #expect(!ModelVersion.isVersion(".partial-12"))
  }
}
