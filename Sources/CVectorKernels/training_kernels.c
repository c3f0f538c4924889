#include "include/training_kernels.h"

#include <math.h>

typedef float quad __attribute__((ext_vector_type(4), aligned(4)));
typedef float octet __attribute__((ext_vector_type(8), aligned(4)));

// Eight rows ahead was the best distance on rows of 100 and of 300 floats in tables of 100 MB.
enum { rows_ahead = 8, floats_in_line = 16 };

static inline void prefetch_row(const float *row, size_t dimension) {
  for (size_t i = 0; i < dimension; i += floats_in_line) __builtin_prefetch(row + i, 0, 3);
}

/// Asks for a row that will be written: a line that another core has read must be taken from it before it can change.
static inline void claim_row(const float *row, size_t dimension) {
  for (size_t i = 0; i < dimension; i += floats_in_line) __builtin_prefetch(row + i, 1, 3);
}

static inline void send_for_rows(struct w2v_rows_ahead *ahead, size_t limit) {
  const size_t count = ahead->count < limit ? ahead->count : limit;
  for (size_t i = 0; i < count; i++) {
    // Into the second-level cache: the first is full of the chunk that is computed meanwhile.
    for (size_t j = 0; j < ahead->stride; j += floats_in_line) __builtin_prefetch(ahead->next[i] + j, 0, 2);
  }
  ahead->next += count;
  ahead->count -= count;
}

#define LANES 4
#define LEVEL_NAME "portable"
#define LEVEL(name) portable_##name
#include "training_kernels_level.h"
#undef LEVEL
#undef LEVEL_NAME
#undef LANES

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define LEVEL_NAME "avx2"
#define LEVEL(name) avx2_##name
#include "training_kernels_level.h"
#undef LEVEL
#undef LEVEL_NAME
#undef LANES
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LANES 16
#define LEVEL_NAME "avx512"
#define LEVEL(name) avx512_##name
#include "training_kernels_level.h"
#undef LEVEL
#undef LEVEL_NAME
#undef LANES
#pragma clang attribute pop

#endif

const struct w2v_training_kernels *w2v_training_kernels_at(enum w2v_training_level level) {
  switch (level) {
    case w2v_training_portable:
      return &portable_kernels;
#if defined(__x86_64__)
    case w2v_training_avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_kernels : NULL;
    case w2v_training_avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                 ? &avx512_kernels
                 : NULL;
#endif
    default:
      return NULL;
  }
}

void w2v_transpose(float *result, size_t result_stride, const float *rows, size_t stride, size_t count, size_t columns) {
  for (size_t column = 0; column < columns; column += 4) {
    float *to = result + column * result_stride;
    for (size_t row = 0; row < count; row += 4) {
      const float *from = rows + row * stride + column;
      const quad a = *(const quad *)from, b = *(const quad *)(from + stride);
      const quad c = *(const quad *)(from + 2 * stride), d = *(const quad *)(from + 3 * stride);
      const quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      const quad cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      *(quad *)(to + row) = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
      *(quad *)(to + result_stride + row) = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
      *(quad *)(to + 2 * result_stride + row) = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
      *(quad *)(to + 3 * result_stride + row) = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
    }
  }
}

void w2v_send_for_rows(struct w2v_rows_ahead *ahead, size_t limit) { send_for_rows(ahead, limit); }
