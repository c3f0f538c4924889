#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The verbs of the trainer, compiled once per instruction set from one body (training_kernels_level.h) and chosen at
// run time.
//
// Matrices are row-major with a stride of floats between rows. Except for the shared tables, every row is padded to
// whole vectors: a kernel reads and writes each row up to the next multiple of 16 floats, so the stride is at least
// that, and the padding of inputs, contexts and negatives is zero. Pointers need no alignment; a count of 0 is allowed.

/// The instruction sets a set of kernels may be compiled for, from the one every CPU has to the widest.
/// The portable one is plain C, which the compiler turns into SSE2 on x86-64 and NEON on arm64.
enum w2v_training_level {
  w2v_training_portable = 0,
  w2v_training_avx2 = 1,
  w2v_training_avx512 = 2,
};

/// Rows that will be read soon, of which some are sent for at a time.
struct w2v_rows_ahead {
  const float *_Nonnull const *_Nonnull next;
  /// How many are left.
  size_t count;
  /// The floats of a row.
  size_t stride;
  /// How many to send for after a tile of a product.
  size_t per_tile;
};

/// One instruction set's kernels.
struct w2v_training_kernels {
  /// "portable", "avx2" or "avx512".
  const char *_Nonnull name;

  /// In each row, values[i] = factor * weights[row] * sigmoid(slope * values[i]), with a relative error under 1e-6.
  void (*_Nonnull scaled_sigmoid)(float *_Nonnull values, size_t stride, size_t rows, size_t columns, float slope,
                                  const float *_Nonnull weights, float factor);
  /// The sum of ln(1 + exp(slope * values[i])): the loss behind scaled_sigmoid's gradient. Reads no padding.
  float (*_Nonnull softplus_sum)(const float *_Nonnull values, size_t count, float slope);
  /// target[i] += exp(slope * values[i]), with a relative error under 1e-6. Reads no padding.
  void (*_Nonnull add_exponential)(float *_Nonnull target, const float *_Nonnull values, size_t count, float slope);
  /// The sum of values[i] squared. Reads no padding.
  float (*_Nonnull sum_of_squares)(const float *_Nonnull values, size_t count);

  /// result = left * right, or result += left * right: rows x columns from a sum over `inner` terms.
  ///
  /// `left[row * left_row + term * left_inner]` is an element of the left side, so that it may lie mirrored. After
  /// every tile of the result some of the rows `ahead` are sent for.
  void (*_Nonnull multiply)(const float *_Nonnull left, size_t left_row, size_t left_inner,
                            const float *_Nonnull right, size_t right_stride, float *_Nonnull result,
                            size_t result_stride, size_t rows, size_t columns, size_t inner, bool adding,
                            struct w2v_rows_ahead *_Nullable ahead);

  /// scores[k] = input . (contexts + offsets[k]); writes up to the next multiple of four scores.
  void (*_Nonnull band_scores)(const float *_Nonnull input, const float *_Nonnull contexts,
                               const size_t *_Nonnull offsets, size_t count, size_t dimension,
                               float *_Nonnull scores);
  /// input_gradient gains the sum of slopes[k] * (contexts + offsets[k]), and context_gradients + offsets[k] gains
  /// slopes[k] * input. No offset may stand among them twice.
  void (*_Nonnull band_gradients)(const float *_Nonnull input, const float *_Nonnull contexts,
                                  float *_Nonnull input_gradient, float *_Nonnull context_gradients,
                                  const size_t *_Nonnull offsets, const float *_Nonnull slopes, size_t count,
                                  size_t dimension);

  // Rows of a table are `table_stride` floats apart, whole vectors: the dimension and zeros.

  /// Copies rows of a table with their padding into `rows`.
  /// Rows are asked for several places ahead: they lie anywhere in a table larger than the caches.
  void (*_Nonnull gather_rows)(float *_Nonnull rows, size_t stride, const float *_Nonnull table, size_t table_stride,
                               const int32_t *_Nonnull ordinals, size_t count);
  /// Moves rows of a table along their gradients by row-wise AdaGrad, one row after the other; a gradient that is zero
  /// or not finite is left out.
  void (*_Nonnull step_adagrad)(float *_Nonnull table, size_t table_stride, float *_Nonnull accumulators,
                                const int32_t *_Nonnull ordinals, size_t count, const float *_Nonnull gradients,
                                size_t stride, size_t dimension, float rate);
  /// The same by plain descent, each step cut to length 1.
  void (*_Nonnull step_sgd)(float *_Nonnull table, size_t table_stride, const int32_t *_Nonnull ordinals,
                            size_t count, const float *_Nonnull gradients, size_t stride, size_t dimension,
                            float rate);
};

/// The kernels of a level, or NULL where this CPU (or this architecture) lacks it.
const struct w2v_training_kernels *_Nullable w2v_training_kernels_at(enum w2v_training_level level);

/// result[column * result_stride + row] = rows[row * stride + column]. Reads and writes both counts rounded up to
/// multiples of four.
void w2v_transpose(float *_Nonnull result, size_t result_stride, const float *_Nonnull rows, size_t stride,
                   size_t count, size_t columns);

/// Sends for the next rows, at most so many.
void w2v_send_for_rows(struct w2v_rows_ahead *_Nonnull ahead, size_t limit);
