#pragma once
#include <stddef.h>
#include <stdint.h>

// The verbs of the trainer over runs of floats, compiled once per instruction set from one body
// (training_kernels_body.h) and chosen at run time. Pointers need no alignment; a count of 0 is allowed.

/// The instruction sets a set of kernels may be compiled for, from the one every CPU has to the widest.
/// The portable one is plain C, which the compiler turns into SSE2 on x86-64 and NEON on arm64.
enum w2v_training_level {
  w2v_training_portable = 0,
  w2v_training_avx2 = 1,
  w2v_training_avx512 = 2,
};

/// One instruction set's kernels.
struct w2v_training_kernels {
  /// "portable", "avx2" or "avx512".
  const char *name;
  /// values[i] = weight * sigmoid(slope * values[i]), with a relative error under 1e-6.
  void (*scaled_sigmoid)(float *values, size_t count, float slope, float weight);
  /// The sum of ln(1 + exp(slope * values[i])): the loss behind scaled_sigmoid's gradient.
  float (*softplus_sum)(const float *values, size_t count, float slope);
  /// target[i] += exp(slope * values[i]), with a relative error under 1e-6.
  void (*add_exponential)(float *target, const float *values, size_t count, float slope);
  /// The sum of values[i] squared.
  float (*sum_of_squares)(const float *values, size_t count);
  /// The sum of left[i] * right[i].
  float (*dot)(const float *left, const float *right, size_t count);
  /// target[i] += factor * values[i].
  void (*add_scaled)(float *target, const float *values, float factor, size_t count);
};

/// The kernels of a level, or NULL where this CPU (or this architecture) lacks it.
const struct w2v_training_kernels *w2v_training_kernels_at(enum w2v_training_level level);

/// Copies rows of a row-major table, `dimension` floats each, one after the other into `rows`.
/// Rows are asked for several places ahead: they lie anywhere in a table larger than the caches.
void w2v_gather_rows(float *rows, const float *table, const int32_t *ordinals, size_t count, size_t dimension);
