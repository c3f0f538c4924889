// The bodies of the trainer's kernels in plain C, included once per instruction set by training_kernels.c, which
// defines LEVEL(name) to give each copy its own names. The loops are written so that the compiler vectorises them:
// no branches, and leave to reorder sums (the pragma must open its block).

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

static void LEVEL(scaled_sigmoid)(float *values, size_t count, float slope, float weight) {
#pragma clang fp contract(fast)
  for (size_t i = 0; i < count; i++) values[i] = weight / (1.0f + LEVEL(exponential)(-slope * values[i]));
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

static float LEVEL(dot)(const float *left, const float *right, size_t count) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += left[i] * right[i];
  return sum;
}

static void LEVEL(add_scaled)(float *restrict target, const float *restrict values, float factor, size_t count) {
#pragma clang fp contract(fast)
  for (size_t i = 0; i < count; i++) target[i] += factor * values[i];
}

static const struct w2v_training_kernels LEVEL(kernels) = {
    LEVEL_NAME,
    LEVEL(scaled_sigmoid),
    LEVEL(softplus_sum),
    LEVEL(add_exponential),
    LEVEL(sum_of_squares),
    LEVEL(dot),
    LEVEL(add_scaled),
};
