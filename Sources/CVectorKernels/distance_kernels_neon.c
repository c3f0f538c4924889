// The NEON level. The same two accumulators a row, and the same order in both kernels, as on x86.
#include "include/distance_kernels.h"

#include "distance_kernels_levels.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

INLINE float32x4_t product(float32x4_t a, float32x4_t b, float32x4_t sum) { return vfmaq_f32(sum, a, b); }

INLINE float32x4_t square(float32x4_t a, float32x4_t b, float32x4_t sum) {
  float32x4_t difference = vsubq_f32(a, b);
  return vfmaq_f32(sum, difference, difference);
}

// Fewer than four floats, zeros behind them; reads no float past the end.
INLINE float32x4_t load_first(const float *from, size_t count) {
  float lanes[4] = {0, 0, 0, 0};
  memcpy(lanes, from, count * sizeof(float));
  return vld1q_f32(lanes);
}

INLINE float32x4_t sums(float32x4_t a, float32x4_t b, float32x4_t c, float32x4_t d) {
  return vpaddq_f32(vpaddq_f32(a, b), vpaddq_f32(c, d));
}

#define NEON_KERNELS(NAME, TERM)                                                                                     \
  static float NAME##_neon(const float *a, const float *b, size_t length) {                                          \
    float32x4_t even = vdupq_n_f32(0), odd = vdupq_n_f32(0);                                                         \
    size_t i = 0;                                                                                                    \
    for (; i + 8 <= length; i += 8) {                                                                                \
      even = TERM(vld1q_f32(a + i), vld1q_f32(b + i), even);                                                         \
      odd = TERM(vld1q_f32(a + i + 4), vld1q_f32(b + i + 4), odd);                                                   \
    }                                                                                                                \
    if (i + 4 <= length) {                                                                                           \
      even = TERM(vld1q_f32(a + i), vld1q_f32(b + i), even);                                                         \
      i += 4;                                                                                                        \
    }                                                                                                                \
    if (i < length) odd = TERM(load_first(a + i, length - i), load_first(b + i, length - i), odd);                   \
    float32x4_t sum = vaddq_f32(even, odd);                                                                          \
    return vgetq_lane_f32(sums(sum, sum, sum, sum), 0);                                                              \
  }                                                                                                                  \
                                                                                                                     \
  static void NAME##_four_neon(const float *query, const float *row0, const float *row1, const float *row2,          \
                               const float *row3, size_t length, float *out) {                                       \
    const float *rows[4] = {row0, row1, row2, row3};                                                                 \
    float32x4_t even[4], odd[4];                                                                                     \
    for (int r = 0; r < 4; r++) even[r] = odd[r] = vdupq_n_f32(0);                                                   \
    size_t i = 0;                                                                                                    \
    for (; i + 8 <= length; i += 8) {                                                                                \
      float32x4_t low = vld1q_f32(query + i), high = vld1q_f32(query + i + 4);                                       \
      for (int r = 0; r < 4; r++) {                                                                                  \
        even[r] = TERM(low, vld1q_f32(rows[r] + i), even[r]);                                                        \
        odd[r] = TERM(high, vld1q_f32(rows[r] + i + 4), odd[r]);                                                     \
      }                                                                                                              \
    }                                                                                                                \
    if (i + 4 <= length) {                                                                                           \
      float32x4_t low = vld1q_f32(query + i);                                                                        \
      for (int r = 0; r < 4; r++) even[r] = TERM(low, vld1q_f32(rows[r] + i), even[r]);                              \
      i += 4;                                                                                                        \
    }                                                                                                                \
    if (i < length) {                                                                                                \
      float32x4_t last = load_first(query + i, length - i);                                                          \
      for (int r = 0; r < 4; r++) odd[r] = TERM(last, load_first(rows[r] + i, length - i), odd[r]);                  \
    }                                                                                                                \
    for (int r = 0; r < 4; r++) even[r] = vaddq_f32(even[r], odd[r]);                                                \
    vst1q_f32(out, sums(even[0], even[1], even[2], even[3]));                                                        \
  }

NEON_KERNELS(dot, product)
NEON_KERNELS(squared_l2, square)

static int32_t dot_int8_neon(const int8_t *a, const int8_t *b, size_t length) {
  int32x4_t sums = vdupq_n_s32(0);
  size_t i = 0;
  for (; i + 16 <= length; i += 16) {
    int8x16_t x = vld1q_s8(a + i), y = vld1q_s8(b + i);
    // Two products of bytes fit in sixteen bits: 2 x 127 x 127 < 2^15.
    int16x8_t products = vmull_s8(vget_low_s8(x), vget_low_s8(y));
    sums = vpadalq_s16(sums, vmlal_s8(products, vget_high_s8(x), vget_high_s8(y)));
  }
  int32_t sum = vaddvq_s32(sums);
  for (; i < length; i++) sum += a[i] * b[i];
  return sum;
}

static int32_t dot_int16_neon(const int16_t *a, const int16_t *b, size_t length) {
  int32x4_t sums = vdupq_n_s32(0);
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    int16x8_t x = vld1q_s16(a + i), y = vld1q_s16(b + i);
    sums = vmlal_s16(sums, vget_low_s16(x), vget_low_s16(y));
    sums = vmlal_s16(sums, vget_high_s16(x), vget_high_s16(y));
  }
  int32_t sum = vaddvq_s32(sums);
  for (; i < length; i++) sum += a[i] * b[i];
  return sum;
}

#define FOUR_INTEGER_ROWS(NAME, TYPE)                                                                                \
  static void NAME##_four_neon(const TYPE *query, const TYPE *row0, const TYPE *row1, const TYPE *row2,              \
                               const TYPE *row3, size_t length, int32_t *out) {                                      \
    out[0] = NAME##_neon(query, row0, length);                                                                       \
    out[1] = NAME##_neon(query, row1, length);                                                                       \
    out[2] = NAME##_neon(query, row2, length);                                                                       \
    out[3] = NAME##_neon(query, row3, length);                                                                       \
  }

FOUR_INTEGER_ROWS(dot_int8, int8_t)
FOUR_INTEGER_ROWS(dot_int16, int16_t)

static void dot_int8_tile_neon(const int8_t *const *queries, const int8_t *const *rows, size_t length, int32_t *out) {
  for (int q = 0; q < 4; q++) dot_int8_four_neon(queries[q], rows[0], rows[1], rows[2], rows[3], length, out + 4 * q);
}

const cvk_distance_kernels cvk_distance_neon = {
    "neon",        dot_neon,           squared_l2_neon, dot_four_neon,      squared_l2_four_neon,
    dot_int8_neon, dot_int8_four_neon, dot_int16_neon,  dot_int16_four_neon,
    dot_int8_tile_neon,
};
#endif
