// The portable level, and the choice among the levels.
#include "include/distance_kernels.h"

#include <string.h>

#include "distance_kernels_levels.h"

// MARK: Generic

// Not inlined, so that the four-row kernels below run this very code and give its very bits.
__attribute__((noinline)) static float dot_generic(const float *a, const float *b, size_t length) {
  // Without leave to reorder the sum, the compiler must add one product at a time and cannot use vectors.
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (size_t i = 0; i < length; i++) {
    sum += a[i] * b[i];
  }
  return sum;
}

__attribute__((noinline)) static float squared_l2_generic(const float *a, const float *b, size_t length) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (size_t i = 0; i < length; i++) {
    float difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

static void dot_four_generic(const float *query, const float *row0, const float *row1, const float *row2,
                             const float *row3, size_t length, float *out) {
  out[0] = dot_generic(query, row0, length);
  out[1] = dot_generic(query, row1, length);
  out[2] = dot_generic(query, row2, length);
  out[3] = dot_generic(query, row3, length);
}

static void squared_l2_four_generic(const float *query, const float *row0, const float *row1, const float *row2,
                                    const float *row3, size_t length, float *out) {
  out[0] = squared_l2_generic(query, row0, length);
  out[1] = squared_l2_generic(query, row1, length);
  out[2] = squared_l2_generic(query, row2, length);
  out[3] = squared_l2_generic(query, row3, length);
}

#define INTEGER_KERNELS(NAME, TYPE)                                                                                  \
  static int32_t NAME##_generic(const TYPE *a, const TYPE *b, size_t length) {                                       \
    int32_t sum = 0;                                                                                                 \
    for (size_t i = 0; i < length; i++) sum += a[i] * b[i];                                                          \
    return sum;                                                                                                      \
  }                                                                                                                  \
                                                                                                                     \
  static void NAME##_four_generic(const TYPE *query, const TYPE *row0, const TYPE *row1, const TYPE *row2,           \
                                  const TYPE *row3, size_t length, int32_t *out) {                                   \
    out[0] = NAME##_generic(query, row0, length);                                                                    \
    out[1] = NAME##_generic(query, row1, length);                                                                    \
    out[2] = NAME##_generic(query, row2, length);                                                                    \
    out[3] = NAME##_generic(query, row3, length);                                                                    \
  }

INTEGER_KERNELS(dot_int8, int8_t)
INTEGER_KERNELS(dot_int16, int16_t)

static void dot_int8_tile_generic(const int8_t *const *queries, const int8_t *const *rows, size_t length,
                                  int32_t *out) {
  for (int q = 0; q < 4; q++) {
    for (int r = 0; r < 4; r++) out[4 * q + r] = dot_int8_generic(queries[q], rows[r], length);
  }
}

static const cvk_distance_kernels cvk_distance_generic = {
    "generic",
    dot_generic,
    squared_l2_generic,
    dot_four_generic,
    squared_l2_four_generic,
    dot_int8_generic,
    dot_int8_four_generic,
    dot_int16_generic,
    dot_int16_four_generic,
    dot_int8_tile_generic,
};

// MARK: Choice

const cvk_distance_kernels *cvk_distance_kernels_at(size_t position) {
  const cvk_distance_kernels *levels[4] = {&cvk_distance_generic};
  size_t count = 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    levels[count++] = &cvk_distance_avx2;
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    levels[count++] = &cvk_distance_avx512;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni")) {
      levels[count++] = &cvk_distance_avx512vnni;
    }
  }
#elif defined(__aarch64__)
  levels[count++] = &cvk_distance_neon;
#endif
  return position < count ? levels[position] : NULL;
}

const cvk_distance_kernels *cvk_distance_kernels_best(void) {
  const cvk_distance_kernels *best = &cvk_distance_generic;
  const cvk_distance_kernels *next;
  for (size_t position = 1; (next = cvk_distance_kernels_at(position)) != NULL; position++) {
    best = next;
  }
  return best;
}

const cvk_distance_kernels *cvk_distance_kernels_named(const char *name) {
  const cvk_distance_kernels *level;
  for (size_t position = 0; (level = cvk_distance_kernels_at(position)) != NULL; position++) {
    if (strcmp(level->name, name) == 0) {
      return level;
    }
  }
  return NULL;
}
