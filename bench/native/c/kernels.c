/* SHA-256 for hash chains: steps of one block, whose padding is known (FIPS 180-4, 5.1.1 and 6.2; chain/SPEC.md 2). Kernels
   for what a processor may have are compiled side by side, and each is asked for at run time. No branch and no address
   depends on a value. */

#include <string.h>

#include "kernels.h"

#define ALWAYS static inline __attribute__((always_inline))

/* FIPS 180-4, 4.2.2 and 5.3.3. */
static const uint32_t K[64] __attribute__((aligned(64))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
enum { IV_A = 0x6a09e667, IV_B = (int)0xbb67ae85, IV_C = 0x3c6ef372, IV_D = (int)0xa54ff53a };
enum { IV_E = 0x510e527f, IV_F = (int)0x9b05688c, IV_G = 0x1f83d9ab, IV_H = 0x5be0cd19 };
static const uint32_t IV[8] = {IV_A, (uint32_t)IV_B, IV_C, (uint32_t)IV_D, IV_E, (uint32_t)IV_F, IV_G, IV_H};

/* The words of a step's block that never change: "TICKv1" 00 00, the one bit behind the message, its length. */
enum { PREFIX_0 = 0x5449434b, PREFIX_1 = 0x76310000, ONE_BIT = (int)0x80000000 };
enum { PLAIN_BITS = 32 * 8, INDEXED_BITS = 44 * 8 };

ALWAYS uint32_t read_word(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

ALWAYS void write_word(uint8_t *at, uint32_t word) {
  at[0] = (uint8_t)(word >> 24), at[1] = (uint8_t)(word >> 16), at[2] = (uint8_t)(word >> 8), at[3] = (uint8_t)word;
}

#define SIXTEEN(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15)

/* Plain C: one chain in scalar code, four in vectors of whatever the compiler makes of them. */
#define TARGET
#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define XOR3(x, y, z) ((x) ^ (y) ^ (z))
#define CHOOSE(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define MAJORITY(x, y, z) ((y) ^ (((x) ^ (y)) & ((y) ^ (z))))

#define NAME(x) x##_1
typedef uint32_t words_1;
#define WIDTH 1
#define STREAMS 1
#include "lanes.h"

#define NAME(x) x##_4
typedef uint32_t words_4 __attribute__((vector_size(16)));
#define WIDTH 4
#define STREAMS 1
#include "lanes.h"

static int everywhere(void) { return 1; }

#define BY_LANES(n) {plain_##n, indexed_##n}

static void chain_plain_1(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to) {
  plain_1(id, value, &from, to - from, value);
}

static void chain_indexed_1(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to) {
  indexed_1(id, value, &from, to - from, value);
}

#define PLAIN_CHAIN {chain_plain_1, chain_indexed_1}

#if defined(__x86_64__)
#include "x86.h"
#elif defined(__aarch64__)
#include "arm.h"
#else
#define KERNELS_OF_THIS_PROCESSOR
#endif

const struct kernel kernels[] = {
    KERNELS_OF_THIS_PROCESSOR{"plain C", everywhere, PLAIN_CHAIN, BY_LANES(4), 0, {0}},
};
const unsigned kernel_count = sizeof kernels / sizeof *kernels;

/* Rows that are walked together. */
struct rows {
  const uint8_t *ids, *values;
  const uint32_t *from;
};

enum { MOST_ROWS = 32 };

/* As many rows as the kernel wants, the last of those that are there again and again. */
struct filled {
  uint8_t ids[MOST_ROWS * ID_BYTES], values[MOST_ROWS * MOST_VALUE_BYTES];
  uint32_t from[MOST_ROWS];
};

static struct rows fill_up(struct filled *filled, struct rows rows, uint32_t size, uint32_t there, uint32_t wanted) {
  for (uint32_t row = 0; row < wanted; row++) {
    const uint32_t source = row < there ? row : there - 1;
    memcpy(filled->ids + row * ID_BYTES, rows.ids + source * ID_BYTES, ID_BYTES);
    memcpy(filled->values + row * size, rows.values + source * size, size);
    filled->from[row] = rows.from[source];
  }
  return (struct rows){filled->ids, filled->values, filled->from};
}

/* How unequal the walks of some rows are. */
struct spread {
  uint32_t least;
  uint64_t sum;
};

static struct spread spread_of(const uint32_t *from, const uint32_t *to, uint32_t rows) {
  struct spread found = {UINT32_MAX, 0};
  for (uint32_t row = 0; row < rows; row++) {
    const uint32_t steps = to[row] - from[row];
    if (steps < found.least) found.least = steps;
    found.sum += steps;
  }
  return found;
}

/* Wide registers pay where most of their lanes have a row and most of the steps are taken together. */
static int wide_pays(struct spread spread, uint32_t there, uint32_t wide_rows) {
  const uint64_t together = (uint64_t)spread.least * there;
  return 8 * there >= 5 * wide_rows && 4 * (spread.sum - together) <= spread.sum;
}

static uint32_t equal_bytes(const uint8_t *a, const uint8_t *b, uint32_t size) {
  uint64_t difference = 0;
  for (uint32_t at = 0; at < size; at += 8) {
    uint64_t x, y;
    memcpy(&x, a + at, 8), memcpy(&y, b + at, 8);
    difference |= x ^ y;
  }
  return difference == 0;
}

void match_batch(const struct kernel *kernel, int step, const struct batch *batch, uint32_t count) {
  const uint32_t size = value_bytes(step);
  uint8_t moved[MOST_ROWS * MOST_VALUE_BYTES];
  struct filled filled;
  for (uint32_t first = 0, there; first < count; first += there) {
    const uint32_t *from = batch->from + first, *to = batch->to + first, left = count - first;
    there = left < kernel->wide_rows ? left : kernel->wide_rows;
    struct spread spread = spread_of(from, to, there);
    const int wide = there > 0 && wide_pays(spread, there, kernel->wide_rows);
    const uint32_t wanted = wide ? kernel->wide_rows : 4;
    if (!wide) there = left < 4 ? left : 4, spread = spread_of(from, to, there);
    struct rows rows = {batch->ids + (step == PLAIN ? 0 : first * ID_BYTES), batch->values + first * size, from};
    if (there < wanted) rows = fill_up(&filled, rows, size, there, wanted);
    (wide ? kernel->wide : kernel->four)[step](rows.ids, rows.values, rows.from, spread.least, moved);
    for (uint32_t row = 0; row < there; row++) {
      uint8_t *value = moved + row * size;
      const uint32_t reached = from[row] + spread.least;
      if (reached != to[row]) kernel->chain[step](rows.ids + row * ID_BYTES, value, reached, to[row]);
      batch->matches[first + row] = equal_bytes(value, batch->expected + (first + row) * size, size);
    }
  }
}
