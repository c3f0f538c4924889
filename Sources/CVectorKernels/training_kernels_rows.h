// How rows leave the shared tables and come back, included once per instruction set by training_kernels.c.

static void LEVEL(gather_rows)(float *rows, size_t stride, const float *table, size_t table_stride,
                               const int32_t *ordinals, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i + rows_ahead < count) prefetch_row(table + (size_t)ordinals[i + rows_ahead] * table_stride, table_stride);
    const float *from = table + (size_t)ordinals[i] * table_stride;
    float *to = rows + i * stride;
#pragma clang loop unroll_count(4)
    for (size_t j = 0; j < table_stride; j += LANES) *(LEVEL(vector) *)(to + j) = *(const LEVEL(vector) *)(from + j);
  }
}

/// The sum of squares of a gradient whose row is filled up with zeros to whole vectors.
static inline __attribute__((always_inline)) float LEVEL(squared_length)(const float *gradient, size_t dimension) {
#pragma clang fp contract(fast)
  LEVEL(vector) sums[4];
  for (int k = 0; k < 4; k++) sums[k] = (LEVEL(vector))(0.0f);
  size_t j = 0;
  for (; j + 3 * LANES < dimension; j += 4 * LANES) {
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      const LEVEL(vector) some = *(const LEVEL(vector) *)(gradient + j + k * LANES);
      sums[k] += some * some;
    }
  }
  for (; j < dimension; j += LANES) {
    const LEVEL(vector) some = *(const LEVEL(vector) *)(gradient + j);
    sums[0] += some * some;
  }
  float parts[4];
  LEVEL(sum_lanes)(sums, parts);
  return (parts[0] + parts[1]) + (parts[2] + parts[3]);
}

/// Moves some rows of a table, each along its gradient times its factor; a factor of 0 leaves out even what is no number.
/// `rest` counts the ordinals there are, of which more than `count` may follow.
static inline __attribute__((always_inline)) void LEVEL(move)(
    float *table, size_t table_stride, const int32_t *ordinals, size_t count, size_t rest, const float *gradients,
    size_t stride, const float *factors) {
#pragma clang fp contract(fast)
  for (size_t i = 0; i < count; i++) {
    if (i + rows_ahead < rest) claim_row(table + (size_t)ordinals[i + rows_ahead] * table_stride, table_stride);
    if (factors[i] == 0) continue;
    float *row = table + (size_t)ordinals[i] * table_stride;
    const float *gradient = gradients + i * stride;
    const LEVEL(vector) factor = (LEVEL(vector))(factors[i]);
#pragma clang loop unroll_count(4)
    for (size_t j = 0; j < table_stride; j += LANES) {
      *(LEVEL(vector) *)(row + j) += factor * *(const LEVEL(vector) *)(gradient + j);
    }
  }
}

// Rows move in batches: the root of a row's length takes as long as its move, and in a batch nobody waits for it.
enum { LEVEL(batch) = 8 };

static void LEVEL(step_adagrad)(float *table, size_t table_stride, float *accumulators, const int32_t *ordinals,
                                size_t count, const float *gradients, size_t stride, size_t dimension, float rate) {
  // The accumulators lie anywhere too.
  for (size_t i = 0; i < 2 * LEVEL(batch) && i < count; i++) __builtin_prefetch(accumulators + ordinals[i], 1, 3);
  for (size_t start = 0; start < count; start += LEVEL(batch)) {
    const size_t some = count - start < LEVEL(batch) ? count - start : LEVEL(batch);
    for (size_t i = start + 2 * LEVEL(batch); i < start + 3 * LEVEL(batch) && i < count; i++) {
      __builtin_prefetch(accumulators + ordinals[i], 1, 3);
    }
    float factors[LEVEL(batch)];
    for (size_t i = 0; i < some; i++) {
      const float squares = LEVEL(squared_length)(gradients + (start + i) * stride, dimension);
      const bool counts = squares > 0 && squares < INFINITY;
      float *accumulator = accumulators + ordinals[start + i];
      if (counts) *accumulator += squares / (float)dimension;
      factors[i] = counts ? rate / __builtin_sqrtf(*accumulator) : 0;
    }
    LEVEL(move)(table, table_stride, ordinals + start, some, count - start, gradients + start * stride, stride, factors);
  }
}

static void LEVEL(step_sgd)(float *table, size_t table_stride, const int32_t *ordinals, size_t count,
                            const float *gradients, size_t stride, size_t dimension, float rate) {
  for (size_t start = 0; start < count; start += LEVEL(batch)) {
    const size_t some = count - start < LEVEL(batch) ? count - start : LEVEL(batch);
    float factors[LEVEL(batch)];
    for (size_t i = 0; i < some; i++) {
      const float squares = LEVEL(squared_length)(gradients + (start + i) * stride, dimension);
      const float longest = 1 / __builtin_sqrtf(squares);
      factors[i] = squares > 0 && squares < INFINITY ? (rate < longest ? rate : longest) : 0;
    }
    LEVEL(move)(table, table_stride, ordinals + start, some, count - start, gradients + start * stride, stride, factors);
  }
}
