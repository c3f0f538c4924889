#pragma once
#include <editline/readline.h>

// Swift sees these variables as shared state of nobody; a line is read by one thread, which sets them before.

/// What completes a word, which begins behind a space or a quote, instead of the names of files; its answers are quoted
/// and ended by itself.
static inline void w2v_complete_by(rl_completion_func_t *_Nonnull complete) {
  // libedit keeps the text, not a copy.
  static char word_breaks[] = " \t\n\"";
  rl_attempted_completion_function = complete;
  rl_basic_word_break_characters = word_breaks;
  rl_completer_word_break_characters = word_breaks;
  rl_completion_append_character = 0;
}

/// The line as far as it is typed.
static inline const char *_Nonnull w2v_typed_line(void) { return rl_line_buffer; }

/// Says that a completion without an answer is none, not one of files.
static inline void w2v_complete_no_files(void) { rl_attempted_completion_over = 1; }
