// The trainer's small matrix products, included once per instruction set by training_kernels.c.
//
// A product of 32 x 16 x 100 is over in a microsecond: a general sgemm spends as long on packing both sides and on
// choosing a kernel. Here one tile of sums stays in registers over the whole inner length, and nothing is packed:
// every operand of the trainer fits in the second-level cache and has rows of whole vectors.

/// The most rows and vectors of a tile: 6 x 2 sums, two vectors of the right side and one of the left fill 16 registers.
enum { LEVEL(tile_rows) = 6, LEVEL(narrow_tile_rows) = 12, LEVEL(tile_vectors) = 2 };

/// One tile: `height` x `width` vectors of the product, summed in registers. Both are constants where it is inlined.
static inline __attribute__((always_inline)) void LEVEL(tile)(
    const int height, const int width, const float *left, size_t left_row, size_t left_inner, const float *right,
    size_t right_stride, float *result, size_t result_stride, size_t inner, bool adding) {
#pragma clang fp contract(fast)
  LEVEL(vector) sums[LEVEL(narrow_tile_rows)][LEVEL(tile_vectors)];
#pragma clang loop unroll(full)
  for (int row = 0; row < height; row++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < width; v++) sums[row][v] = (LEVEL(vector))(0.0f);
  }
  for (size_t i = 0; i < inner; i++) {
    LEVEL(vector) line[LEVEL(tile_vectors)];
#pragma clang loop unroll(full)
    for (int v = 0; v < width; v++) line[v] = *(const LEVEL(vector) *)(right + v * LANES);
#pragma clang loop unroll(full)
    for (int row = 0; row < height; row++) {
      const LEVEL(vector) factor = (LEVEL(vector))(left[row * left_row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < width; v++) sums[row][v] += factor * line[v];
    }
    left += left_inner;
    right += right_stride;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < height; row++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < width; v++) {
      LEVEL(vector) *to = (LEVEL(vector) *)(result + row * result_stride + v * LANES);
      *to = adding ? *to + sums[row][v] : sums[row][v];
    }
  }
}

/// All rows of one or two vectors of columns.
static inline __attribute__((always_inline)) void LEVEL(strip)(
    const int width, const float *left, size_t left_row, size_t left_inner, const float *right, size_t right_stride,
    float *result, size_t result_stride, size_t rows, size_t inner, bool adding, struct w2v_rows_ahead *ahead) {
#define TILE(height)                                                                                               \
  case height:                                                                                                     \
    LEVEL(tile)(height, width, left + row * left_row, left_row, left_inner, right, right_stride,                   \
                result + row * result_stride, result_stride, inner, adding);                                       \
    break;
  for (size_t row = 0; row < rows;) {
    const size_t rest = rows - row;
    size_t height = rest < LEVEL(tile_rows) ? rest : LEVEL(tile_rows);
    // Few sums leave the multipliers idle: 7 and 8 rows are 4 and 3 or 4, and a narrow strip takes 12 at once.
    if (rest == 7 || rest == 8) height = 4;
    if (width == 1 && rest >= LEVEL(narrow_tile_rows)) height = LEVEL(narrow_tile_rows);
    switch (height) {
      case 12:
        LEVEL(tile)(width == 1 ? 12 : 1, width, left + row * left_row, left_row, left_inner, right, right_stride,
                    result + row * result_stride, result_stride, inner, adding);
        break;
        TILE(6) TILE(5) TILE(4) TILE(3) TILE(2) TILE(1)
    }
    row += height;
    if (ahead && ahead->count) send_for_rows(ahead, ahead->per_tile);
  }
#undef TILE
}

static void LEVEL(multiply)(const float *left, size_t left_row, size_t left_inner, const float *right,
                            size_t right_stride, float *result, size_t result_stride, size_t rows, size_t columns,
                            size_t inner, bool adding, struct w2v_rows_ahead *ahead) {
  size_t column = 0;
  for (; column + LANES < columns; column += 2 * LANES) {
    LEVEL(strip)(2, left, left_row, left_inner, right + column, right_stride, result + column, result_stride, rows,
                 inner, adding, ahead);
  }
  if (column < columns) {
    LEVEL(strip)(1, left, left_row, left_inner, right + column, right_stride, result + column, result_stride, rows,
                 inner, adding, ahead);
  }
}
