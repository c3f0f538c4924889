// Compares every level of distance kernels that this CPU has with plain sums, at every length where a kernel changes its way,
// with vectors that end where memory ends. For processors that the Swift tests do not run on: scripts/test-neon.
#include "distance_kernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t state = 20261127;

static uint32_t next_random(void) {
  state += 0x9e3779b97f4a7c15;
  uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return (uint32_t)((mixed ^ (mixed >> 31)) >> 32);
}

// Room for `size` bytes behind which no memory is readable; `misalignment` bytes are left free in front of that end.
static void *edge_block(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t pages = (size + page - 1) / page;
  char *start = mmap(NULL, (pages + 1) * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start + pages * page, page, PROT_NONE) != 0) {
    perror("mmap");
    exit(2);
  }
  return start + pages * page - size;
}

static int failures = 0;

static void expect(int holds, const char *level, const char *what, size_t length) {
  if (!holds) {
    printf("%s: %s is wrong at length %zu\n", level, what, length);
    failures++;
  }
}

static void check_floats(const cvk_distance_kernels *level, size_t length) {
  float *vectors[5];
  for (int row = 0; row < 5; row++) {
    vectors[row] = edge_block(length * sizeof(float));
    for (size_t i = 0; i < length; i++) {
      vectors[row][i] = (float)(int32_t)next_random() / 2147483648.0f;
    }
  }
  float dots[4], distances[4];
  level->dot_four(vectors[0], vectors[1], vectors[2], vectors[3], vectors[4], length, dots);
  level->squared_l2_four(vectors[0], vectors[1], vectors[2], vectors[3], vectors[4], length, distances);
  for (int row = 1; row < 5; row++) {
    double dot = 0, magnitude = 0, distance = 0;
    for (size_t i = 0; i < length; i++) {
      double a = vectors[0][i], b = vectors[row][i];
      dot += a * b;
      magnitude += fabs(a * b);
      distance += (a - b) * (a - b);
    }
    float one = level->dot(vectors[0], vectors[row], length);
    float apart = level->squared_l2(vectors[0], vectors[row], length);
    expect(fabs(one - dot) <= 1e-5 * magnitude, level->name, "dot", length);
    expect(fabs(apart - distance) <= 1e-5 * distance, level->name, "squared_l2", length);
    expect(memcmp(&one, &dots[row - 1], 4) == 0, level->name, "dot_four", length);
    expect(memcmp(&apart, &distances[row - 1], 4) == 0, level->name, "squared_l2_four", length);
  }
}

static void check_integers(const cvk_distance_kernels *level, size_t length) {
  int8_t *bytes[5];
  int16_t *words[5];
  for (int row = 0; row < 5; row++) {
    bytes[row] = edge_block(length);
    words[row] = edge_block(length * sizeof(int16_t));
    for (size_t i = 0; i < length; i++) {
      bytes[row][i] = (int8_t)(next_random() % 255 - 127);
      // Short enough that no sum of products overflows.
      words[row][i] = (int16_t)((int32_t)(next_random() % 2049) - 1024);
    }
  }
  int32_t eight[4], sixteen[4], tile[16];
  level->dot_int8_four(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], length, eight);
  level->dot_int16_four(words[0], words[1], words[2], words[3], words[4], length, sixteen);
  const int8_t *ends[5] = {bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]};
  level->dot_int8_tile(ends, ends + 1, length, tile);
  for (int query = 0; query < 4; query++) {
    for (int row = 0; row < 4; row++) {
      expect(tile[4 * query + row] == level->dot_int8(bytes[query], bytes[row + 1], length), level->name,
             "dot_int8_tile", length);
    }
  }
  for (int row = 1; row < 5; row++) {
    int32_t of_bytes = 0, of_words = 0;
    for (size_t i = 0; i < length; i++) {
      of_bytes += (int32_t)bytes[0][i] * bytes[row][i];
      of_words += (int32_t)words[0][i] * words[row][i];
    }
    expect(level->dot_int8(bytes[0], bytes[row], length) == of_bytes, level->name, "dot_int8", length);
    expect(level->dot_int16(words[0], words[row], length) == of_words, level->name, "dot_int16", length);
    expect(eight[row - 1] == of_bytes, level->name, "dot_int8_four", length);
    expect(sixteen[row - 1] == of_words, level->name, "dot_int16_four", length);
  }
}

int main(void) {
  const size_t longer[] = {100, 128, 300, 301, 784};
  const cvk_distance_kernels *level;
  size_t levels = 0;
  for (; (level = cvk_distance_kernels_at(levels)) != NULL; levels++) {
    for (size_t length = 0; length <= 67; length++) {
      check_floats(level, length);
      check_integers(level, length);
    }
    for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++) {
      check_floats(level, longer[i]);
      check_integers(level, longer[i]);
    }
    printf("%s: %s\n", level->name, failures == 0 ? "all kernels agree with plain sums" : "WRONG");
  }
  return failures == 0 ? 0 : 1;
}
