/* The kernel of 64-bit ARM: the SHA-2 instructions of ARMv8, for one chain and for four. */

#undef TARGET
#if defined(__ARM_FEATURE_SHA2) || defined(__ARM_FEATURE_CRYPTO)
#define TARGET
#elif defined(__clang__)
#define TARGET __attribute__((target("sha2")))
#define __ARM_FEATURE_SHA2 1 /* Else clang before 16 does not declare them. */
#else
#define TARGET __attribute__((target("+crypto")))
#endif

#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

ALWAYS TARGET uint32x4_t load_words(const uint8_t *at) { return vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(at))); }

ALWAYS TARGET void store_words(uint8_t *at, uint32x4_t words) {
  vst1q_u8(at, vrev32q_u8(vreinterpretq_u8_u32(words)));
}

ALWAYS TARGET uint32x4_t words4(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3) {
  return (uint32x4_t){w0, w1, w2, w3};
}

#define FOUR_ROUNDS(g)                                                                                       \
  for (int n = 0; n < rows; n++) {                                                                           \
    const uint32x4_t keyed = vaddq_u32(w[n][(g) & 3], vld1q_u32(K + 4 * (g))), before = abcd[n];             \
    abcd[n] = vsha256hq_u32(before, efgh[n], keyed);                                                         \
    efgh[n] = vsha256h2q_u32(efgh[n], before, keyed);                                                        \
    if ((g) < 12)                                                                                            \
      w[n][(g) & 3] = vsha256su1q_u32(vsha256su0q_u32(w[n][(g) & 3], w[n][((g) + 1) & 3]), w[n][((g) + 2) & 3], \
                                      w[n][((g) + 3) & 3]);                                                  \
  }

ALWAYS TARGET void walk_arm(int step, const int rows, const uint8_t *ids, const uint8_t *values, const uint32_t *from,
                            uint32_t steps, uint8_t *moved) {
  const int row_bytes = step == PLAIN ? 32 : 16;
  uint32x4_t low[4], high[4], id[4];
  for (int n = 0; n < rows; n++) {
    low[n] = load_words(values + n * row_bytes);
    if (step == PLAIN) high[n] = load_words(values + n * row_bytes + 16);
    else id[n] = load_words(ids + n * ID_BYTES);
  }
  for (uint32_t done = 0; done < steps; done++) {
    uint32x4_t abcd[4], efgh[4], w[4][4];
    for (int n = 0; n < rows; n++) {
      abcd[n] = vld1q_u32(IV), efgh[n] = vld1q_u32(IV + 4);
      if (step == PLAIN) {
        w[n][0] = low[n], w[n][1] = high[n];
        w[n][2] = words4((uint32_t)ONE_BIT, 0, 0, 0), w[n][3] = words4(0, 0, 0, PLAIN_BITS);
        continue;
      }
      const uint32x4_t index = vdupq_n_u32(from[n] + done + 1), bit = words4((uint32_t)ONE_BIT, 0, 0, 0);
      w[n][0] = vextq_u32(words4(0, 0, PREFIX_0, PREFIX_1), id[n], 2);
      /* The id's last two words, the index and the value's first; then its other three and the one bit. */
      w[n][1] = vextq_u32(id[n], vextq_u32(vextq_u32(index, index, 1), low[n], 3), 2);
      w[n][2] = vextq_u32(low[n], bit, 1);
      w[n][3] = words4(0, 0, 0, INDEXED_BITS);
    }
    FOUR_ROUNDS(0) FOUR_ROUNDS(1) FOUR_ROUNDS(2) FOUR_ROUNDS(3) FOUR_ROUNDS(4) FOUR_ROUNDS(5) FOUR_ROUNDS(6)
    FOUR_ROUNDS(7) FOUR_ROUNDS(8) FOUR_ROUNDS(9) FOUR_ROUNDS(10) FOUR_ROUNDS(11) FOUR_ROUNDS(12) FOUR_ROUNDS(13)
    FOUR_ROUNDS(14) FOUR_ROUNDS(15)
    for (int n = 0; n < rows; n++)
      low[n] = vaddq_u32(abcd[n], vld1q_u32(IV)), high[n] = vaddq_u32(efgh[n], vld1q_u32(IV + 4));
  }
  for (int n = 0; n < rows; n++) {
    store_words(moved + n * row_bytes, low[n]);
    if (step == PLAIN) store_words(moved + n * row_bytes + 16, high[n]);
  }
}

#define WALKS(name, step)                                                                                          \
  TARGET static void chain_##name(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to) {                 \
    walk_arm(step, 1, id, value, &from, to - from, value);                                                         \
  }                                                                                                                \
  TARGET static void name(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,         \
                          uint8_t *moved) {                                                                        \
    walk_arm(step, 4, ids, values, from, steps, moved);                                                            \
  }
WALKS(plain_arm, PLAIN)
WALKS(indexed_arm, INDEXED)

static int has_sha2(void) {
#if defined(__APPLE__)
  return 1; /* Every one of its 64-bit processors that runs Node. */
#elif defined(__linux__) && defined(HWCAP_SHA2)
  return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
#else
  return 0;
#endif
}

#define KERNELS_OF_THIS_PROCESSOR {"ARMv8 SHA-2", has_sha2, {chain_plain_arm, chain_indexed_arm}, BY_LANES(arm), 0, {0}},
