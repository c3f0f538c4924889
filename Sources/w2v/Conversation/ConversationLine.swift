/// A line of a conversation as words: spaces part them, double quotes hold what has spaces, a backslash takes the next
/// character as it is.
struct ConversationLine: Equatable {
  /// One word.
  struct Word: Equatable {
    var text: String
    /// Whether some of it stood in quotes: such a word may be a name.
    var isQuoted = false
  }

  let words: [Word]
  /// Whether the line ends inside quotes.
  let isOpen: Bool

  init(_ line: String) {
    var words: [Word] = []
    var word: Word?
    var isInQuotes = false
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = word ?? Word(text: "")
        word?.text.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isInQuotes.toggle()
        word = word ?? Word(text: "")
        word?.isQuoted = true
      } else if character.isWhitespace && !isInQuotes {
        if let word { words.append(word) }
        word = nil
      } else {
        word = word ?? Word(text: "")
        word?.text.append(character)
      }
    }
    if let word { words.append(word) }
    self.words = words
    isOpen = isInQuotes
  }
}
