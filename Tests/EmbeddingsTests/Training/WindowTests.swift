import Embeddings
import Foundation
import Testing

@Suite struct WindowTests {
  @Test(arguments: [Window.wholePlaylist, .tracks(1), .tracks(12)])
  func a_window_reads_back_from_text_and_from_json(window: Window) throws {
    #expect(Window(window.description) == window)
    #expect(try JSONDecoder().decode([Window].self, from: JSONEncoder().encode([window])) == [window])
  }

  @Test(arguments: ["", "0", "-3", "2.5", "Playlist", "all"])
  func what_is_no_window_is_refused(text: String) {
    #expect(Window(text) == nil)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Window].self, from: Data("[\"\(text)\"]".utf8)) }
  }
}
