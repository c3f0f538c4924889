#include "include/training_kernels.h"

#include <string.h>

#define LEVEL_NAME "portable"
#define LEVEL(name) portable_##name
#include "training_kernels_body.h"
#undef LEVEL
#undef LEVEL_NAME

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LEVEL_NAME "avx2"
#define LEVEL(name) avx2_##name
#include "training_kernels_body.h"
#undef LEVEL
#undef LEVEL_NAME
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LEVEL_NAME "avx512"
#define LEVEL(name) avx512_##name
#include "training_kernels_body.h"
#undef LEVEL
#undef LEVEL_NAME
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

// Eight rows ahead was the best distance on rows of 100 and of 300 floats in tables of 100 MB.
enum { rows_ahead = 8, floats_in_line = 16 };

void w2v_gather_rows(float *rows, const float *table, const int32_t *ordinals, size_t count, size_t dimension) {
  for (size_t i = 0; i < count; i++) {
    if (i + rows_ahead < count) {
      const float *row = table + (size_t)ordinals[i + rows_ahead] * dimension;
      for (size_t j = 0; j < dimension; j += floats_in_line) __builtin_prefetch(row + j, 0, 3);
    }
    memcpy(rows + i * dimension, table + (size_t)ordinals[i] * dimension, dimension * sizeof(float));
  }
}
