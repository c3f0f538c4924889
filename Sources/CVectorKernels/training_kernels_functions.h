// The trainer's sigmoid and its loss, included once per instruction set by training_kernels.c.

/// exp(x) as 2^n * e^r, r in +-ln(2)/2, with a polynomial of degree 7 (Cephes' coefficients). The clamp keeps 2^n a
/// normal number, so that the result is never 0, infinite or NaN for a finite x.
static inline float LEVEL(exponential)(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest whole number.
  const float whole = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  // ln(2) in two parts: the product of the first with a small whole number is exact.
  const float rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  float sum = 1.9875691500e-4f;
  sum = sum * rest + 1.3981999507e-3f;
  sum = sum * rest + 8.3334519073e-3f;
  sum = sum * rest + 4.1665795894e-2f;
  sum = sum * rest + 1.6666665459e-1f;
  sum = sum * rest + 5.0000001201e-1f;
  sum = sum * rest * rest + rest + 1.0f;
  const union { int32_t bits; float value; } power = {.bits = ((int32_t)whole + 127) << 23};
  return sum * power.value;
}

/// ln(1 + x) for x in 0...1: twice the area tangent of x / (2 + x), which is at most 1/3, to the 11th power.
static inline float LEVEL(logarithm_above_one)(float x) {
  const float t = x / (2.0f + x), square = t * t;
  float sum = 1.0f / 11;
  sum = sum * square + 1.0f / 9;
  sum = sum * square + 1.0f / 7;
  sum = sum * square + 1.0f / 5;
  sum = sum * square + 1.0f / 3;
  sum = sum * square + 1.0f;
  return 2.0f * t * sum;
}

/// The same on whole vectors, for rows of scores too short for the compiler to vectorise a loop over them.
static inline __attribute__((always_inline)) LEVEL(vector) LEVEL(exponentials)(LEVEL(vector) x) {
#pragma clang fp contract(fast)
  x = x < -87.0f ? (LEVEL(vector))(-87.0f) : x;
  x = x > 87.0f ? (LEVEL(vector))(87.0f) : x;
  const LEVEL(vector) whole = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  const LEVEL(vector) rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  LEVEL(vector) sum = (LEVEL(vector))(1.9875691500e-4f);
  sum = sum * rest + 1.3981999507e-3f;
  sum = sum * rest + 8.3334519073e-3f;
  sum = sum * rest + 4.1665795894e-2f;
  sum = sum * rest + 1.6666665459e-1f;
  sum = sum * rest + 5.0000001201e-1f;
  sum = sum * rest * rest + rest + 1.0f;
  const LEVEL(integers) power = (__builtin_convertvector(whole, LEVEL(integers)) + 127) << 23;
  return sum * (LEVEL(vector))power;
}

static void LEVEL(scaled_sigmoid)(float *values, size_t stride, size_t rows, size_t columns, float slope,
                                  const float *weights, float factor) {
#pragma clang fp contract(fast)
  for (size_t row = 0; row < rows; row++) {
    const float weight = factor * weights[row];
    for (size_t column = 0; column < columns; column += LANES) {
      LEVEL(vector) *at = (LEVEL(vector) *)(values + row * stride + column);
      *at = weight / (1.0f + LEVEL(exponentials)(*at * -slope));
    }
  }
}

static float LEVEL(softplus_sum)(const float *values, size_t count, float slope) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (size_t i = 0; i < count; i++) {
    // ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), where nothing overflows.
    const float x = slope * values[i], magnitude = x < 0 ? -x : x;
    sum += (x > 0 ? x : 0) + LEVEL(logarithm_above_one)(LEVEL(exponential)(-magnitude));
  }
  return sum;
}

static void LEVEL(add_exponential)(float *restrict target, const float *restrict values, size_t count, float slope) {
#pragma clang fp contract(fast)
  for (size_t i = 0; i < count; i++) target[i] += LEVEL(exponential)(slope * values[i]);
}

static float LEVEL(sum_of_squares)(const float *values, size_t count) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += values[i] * values[i];
  return sum;
}
