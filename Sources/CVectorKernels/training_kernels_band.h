// The pairs of a narrow window, included once per instruction set by training_kernels.c.
//
// The dense product of a block would compute three scores for each that a shrinking window uses. Here only the pairs
// themselves are computed, from rows that already lie in cache.

/// How many contexts are scored against an input at once, so that its vectors are loaded once for all of them.
/// Eight sums are as many as the multipliers can have under way.
enum { LEVEL(scored_at_once) = 8, LEVEL(vectors_at_once) = 4 };

/// The sums of the lanes of four vectors.
static inline __attribute__((always_inline)) void LEVEL(sum_lanes)(const LEVEL(vector) *sums, float *out) {
  // Halves are added until four lanes are left; then 4 x 4 lanes are transposed and added.
  quad parts[4];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) {
#if LANES == 16
    const octet low = __builtin_shufflevector(sums[k], sums[k], 0, 1, 2, 3, 4, 5, 6, 7);
    const octet high = __builtin_shufflevector(sums[k], sums[k], 8, 9, 10, 11, 12, 13, 14, 15);
    const octet half = low + high;
#elif LANES == 8
    const octet half = sums[k];
#endif
#if LANES >= 8
    parts[k] = __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
#else
    parts[k] = sums[k];
#endif
  }
  const quad a = __builtin_shufflevector(parts[0], parts[1], 0, 4, 1, 5);
  const quad b = __builtin_shufflevector(parts[0], parts[1], 2, 6, 3, 7);
  const quad c = __builtin_shufflevector(parts[2], parts[3], 0, 4, 1, 5);
  const quad d = __builtin_shufflevector(parts[2], parts[3], 2, 6, 3, 7);
  const quad first = a + b, second = c + d;
  *(quad *)out = __builtin_shufflevector(first, second, 0, 1, 4, 5) + __builtin_shufflevector(first, second, 2, 3, 6, 7);
}

/// The dot products of an input with `count` contexts, a constant where it is inlined; writes 4 or 8 floats.
static inline __attribute__((always_inline)) void LEVEL(score)(
    const int count, const float *input, const float *contexts, const size_t *offsets, size_t vectors, float *out) {
#pragma clang fp contract(fast)
  LEVEL(vector) sums[LEVEL(scored_at_once)];
  const float *rows[LEVEL(scored_at_once)];
#pragma clang loop unroll(full)
  for (int k = 0; k < LEVEL(scored_at_once); k++) {
    sums[k] = (LEVEL(vector))(0.0f);
    if (k < count) rows[k] = contexts + offsets[k];
  }
  for (size_t v = 0; v < vectors; v++) {
    const LEVEL(vector) x = *(const LEVEL(vector) *)(input + v * LANES);
#pragma clang loop unroll(full)
    for (int k = 0; k < count; k++) sums[k] += x * *(const LEVEL(vector) *)(rows[k] + v * LANES);
  }
  LEVEL(sum_lanes)(sums, out);
  if (count > 4) LEVEL(sum_lanes)(sums + 4, out + 4);
}

/// Both gradients of an input's pairs over `width` vectors, a constant where it is inlined.
static inline __attribute__((always_inline)) void LEVEL(pull)(
    const int width, const float *input, const float *contexts, float *input_gradient, float *context_gradients,
    const size_t *offsets, const float *slopes, size_t count) {
#pragma clang fp contract(fast)
  LEVEL(vector) x[LEVEL(vectors_at_once)], sums[LEVEL(vectors_at_once)];
#pragma clang loop unroll(full)
  for (int v = 0; v < width; v++) {
    x[v] = *(const LEVEL(vector) *)(input + v * LANES);
    sums[v] = *(LEVEL(vector) *)(input_gradient + v * LANES);
  }
  for (size_t k = 0; k < count; k++) {
    const LEVEL(vector) slope = (LEVEL(vector))(slopes[k]);
    const float *context = contexts + offsets[k];
    float *gradient = context_gradients + offsets[k];
#pragma clang loop unroll(full)
    for (int v = 0; v < width; v++) {
      sums[v] += slope * *(const LEVEL(vector) *)(context + v * LANES);
      *(LEVEL(vector) *)(gradient + v * LANES) += slope * x[v];
    }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < width; v++) *(LEVEL(vector) *)(input_gradient + v * LANES) = sums[v];
}

static void LEVEL(band_scores)(const float *input, const float *contexts, const size_t *offsets, size_t count,
                               size_t dimension, float *scores) {
  const size_t vectors = (dimension + LANES - 1) / LANES;
  for (size_t k = 0; k < count; k += LEVEL(scored_at_once)) {
#define SCORE(count)                                                                                               \
  case count:                                                                                                      \
    LEVEL(score)(count, input, contexts, offsets + k, vectors, scores + k);                                        \
    break;
    const size_t rest = count - k;
    switch (rest < LEVEL(scored_at_once) ? rest : LEVEL(scored_at_once)) {
      SCORE(1) SCORE(2) SCORE(3) SCORE(4) SCORE(5) SCORE(6) SCORE(7) SCORE(8)
    }
#undef SCORE
  }
}

static void LEVEL(band_gradients)(const float *input, const float *contexts, float *input_gradient,
                                  float *context_gradients, const size_t *offsets, const float *slopes, size_t count,
                                  size_t dimension) {
  const size_t vectors = (dimension + LANES - 1) / LANES;
  // In runs of about the same width: a run of one vector would wait for its own sums.
  const size_t runs = (vectors + LEVEL(vectors_at_once) - 1) / LEVEL(vectors_at_once);
  for (size_t run = 0, v = 0; run < runs; run++) {
    const size_t width = (vectors - v + runs - run - 1) / (runs - run);
#define PULL(width)                                                                                                \
  case width:                                                                                                      \
    LEVEL(pull)(width, input + v * LANES, contexts + v * LANES, input_gradient + v * LANES,                        \
                context_gradients + v * LANES, offsets, slopes, count);                                            \
    break;
    switch (width) { PULL(1) PULL(2) PULL(3) PULL(4) }
#undef PULL
    v += width;
  }
}
