/* The kernels of x86-64: SHA extensions for one chain and for four, AVX-512 for thirty-two, AVX2 for eight. */

#include <cpuid.h>
#include <immintrin.h>

#undef TARGET
#define TARGET __attribute__((target("sha,sse4.1")))

static const uint8_t SWAPPED[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

ALWAYS TARGET __m128i load_words(const uint8_t *at) {
  return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)at), _mm_loadu_si128((const __m128i *)SWAPPED));
}

ALWAYS TARGET void store_words(uint8_t *at, __m128i words) {
  _mm_storeu_si128((__m128i *)at, _mm_shuffle_epi8(words, _mm_loadu_si128((const __m128i *)SWAPPED)));
}

ALWAYS TARGET __m128i k4(int group) { return _mm_load_si128((const __m128i *)(K + 4 * group)); }

ALWAYS TARGET __m128i words4(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3) {
  return _mm_set_epi32((int)w3, (int)w2, (int)w1, (int)w0);
}

/* The instructions keep the state as A B E F and C D G H, the first letter in the highest place. */
struct state {
  __m128i abef, cdgh;
};

ALWAYS TARGET struct state initial_state(void) {
  return (struct state){words4((uint32_t)IV_F, IV_E, (uint32_t)IV_B, IV_A),
                        words4(IV_H, IV_G, (uint32_t)IV_D, IV_C)};
}

/* Message words plus constants for four rounds: the lower two are taken first. */
ALWAYS TARGET void two_rounds(struct state *s, __m128i keyed) {
  __m128i before = s->abef;
  s->abef = _mm_sha256rnds2_epu32(s->cdgh, s->abef, keyed);
  s->cdgh = before;
}

ALWAYS TARGET __m128i upper(__m128i words) { return _mm_shuffle_epi32(words, 0x0e); }

/* Turns four words into those of sixteen rounds later. Only the last of them needs the word of four rounds before, so that
   is added behind the slow instruction: where any vector instruction takes two cycles, eight cycles for four rounds
   instead of ten, which is as fast as the rounds themselves. */
ALWAYS TARGET __m128i schedule(__m128i w0, __m128i w1, __m128i w2, __m128i w3) {
  __m128i early = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_srli_si128(w2, 4));
  return _mm_add_epi32(_mm_sha256msg2_epu32(early, w3), _mm_slli_si128(w3, 12));
}

/* For several chains side by side, which fill the gaps: one instruction less. */
ALWAYS TARGET __m128i schedule_among_others(__m128i w0, __m128i w1, __m128i w2, __m128i w3) {
  __m128i early = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
  return _mm_sha256msg2_epu32(early, w3);
}

#define FOUR_ROUNDS(g)                      \
  keyed = _mm_add_epi32(w[(g) & 3], k4(g)); \
  two_rounds(&s, keyed);                    \
  two_rounds(&s, upper(keyed));             \
  if ((g) < 12) w[(g) & 3] = schedule(w[(g) & 3], w[((g) + 1) & 3], w[((g) + 2) & 3], w[((g) + 3) & 3]);
#define FROM_THE_EIGHTH_ROUND(M) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15)

/* One chain: what counts is how soon the last round of a step lets the first of the next begin. So the words that it needs
   first come from the state as it is, and what the state started from is added to them together with the constants. */
TARGET static void chain_plain_ni(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to) {
  (void)id;
  const __m128i iv_low = words4(IV_A, (uint32_t)IV_B, IV_C, (uint32_t)IV_D);
  const __m128i iv_high = words4(IV_E, (uint32_t)IV_F, IV_G, IV_H);
  const __m128i keyed_ab = _mm_add_epi32(iv_low, k4(0)), keyed_cd = upper(keyed_ab);
  __m128i low = _mm_sub_epi32(load_words(value), iv_low), high = _mm_sub_epi32(load_words(value + 16), iv_high);
  __m128i ab = low, cd = upper(low);
  for (uint32_t at = from; at != to; at++) {
    struct state s = initial_state();
    __m128i keyed, w[4] = {_mm_add_epi32(low, iv_low), _mm_add_epi32(high, iv_high), words4((uint32_t)ONE_BIT, 0, 0, 0),
                           words4(0, 0, 0, PLAIN_BITS)};
    two_rounds(&s, _mm_add_epi32(ab, keyed_ab));
    two_rounds(&s, _mm_add_epi32(cd, keyed_cd));
    w[0] = schedule(w[0], w[1], w[2], w[3]);
    FOUR_ROUNDS(1)
    FROM_THE_EIGHTH_ROUND(FOUR_ROUNDS)
    ab = _mm_shuffle_epi32(s.abef, 0x1b), cd = _mm_shuffle_epi32(s.cdgh, 0x1b);
    low = _mm_unpacklo_epi64(ab, cd), high = _mm_unpackhi_epi64(ab, cd);
  }
  store_words(value, _mm_add_epi32(low, iv_low)), store_words(value + 16, _mm_add_epi32(high, iv_high));
}

/* What prefix and id do to the state is the same in every step: the first six rounds. */
ALWAYS TARGET struct state after_id(__m128i w0, __m128i w1) {
  struct state s = initial_state();
  __m128i keyed = _mm_add_epi32(w0, k4(0));
  two_rounds(&s, keyed), two_rounds(&s, upper(keyed));
  two_rounds(&s, _mm_add_epi32(w1, k4(1)));
  return s;
}

ALWAYS TARGET __m128i prefix_and_id(__m128i id) { return _mm_unpacklo_epi64(words4(PREFIX_0, PREFIX_1, 0, 0), id); }

TARGET static void chain_indexed_ni(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to) {
  const __m128i iv = words4(IV_A, (uint32_t)IV_B, IV_C, (uint32_t)IV_D), ids = load_words(id);
  const __m128i w0 = prefix_and_id(ids), w1 = upper(ids), w3 = words4(0, 0, 0, INDEXED_BITS);
  const struct state fixed = after_id(w0, w1);
  __m128i start = _mm_sub_epi32(load_words(value), iv);
  __m128i abef = _mm_shuffle_epi32(start, 0x1b), cdgh = _mm_shuffle_epi32(start, 0xb1);
  for (uint32_t at = from; at != to; at++) {
    struct state s = fixed;
    const __m128i index = words4(at + 1, 0, 0, 0);
    /* The sixth round and the seventh: the index and A. */
    __m128i keyed = _mm_add_epi32(_mm_shuffle_epi32(abef, 0x0d), words4(0, IV_A + K[7], 0, 0));
    two_rounds(&s, _mm_blend_epi16(keyed, _mm_add_epi32(index, words4(K[6], 0, 0, 0)), 0x03));
    const __m128i a = _mm_add_epi32(abef, words4(0, 0, 0, IV_A));
    const __m128i bcd = _mm_blend_epi16(_mm_shuffle_epi32(cdgh, 0x2c), _mm_shuffle_epi32(abef, 0x02), 0x03);
    __m128i w[4] = {w0, _mm_blend_epi16(_mm_blend_epi16(w1, _mm_slli_si128(index, 8), 0x30), a, 0xc0),
                    _mm_blend_epi16(_mm_add_epi32(bcd, words4((uint32_t)IV_B, IV_C, (uint32_t)IV_D, 0)),
                                    words4(0, 0, 0, (uint32_t)ONE_BIT), 0xc0),
                    w3};
    w[0] = schedule(w[0], w[1], w[2], w[3]);
    w[1] = schedule(w[1], w[2], w[3], w[0]);
    FROM_THE_EIGHTH_ROUND(FOUR_ROUNDS)
    abef = s.abef, cdgh = s.cdgh;
  }
  start = _mm_unpacklo_epi64(_mm_shuffle_epi32(abef, 0x1b), _mm_shuffle_epi32(cdgh, 0x1b));
  store_words(value, _mm_add_epi32(start, iv));
}
#undef FOUR_ROUNDS

/* Several chains, step by step. */
#define SIDE_BY_SIDE 4
#define EACH for (int n = 0; n < SIDE_BY_SIDE; n++)
#define FOUR_ROUNDS(g)                                                                                       \
  EACH {                                                                                                     \
    __m128i keyed = _mm_add_epi32(w[n][(g) & 3], k4(g));                                                     \
    two_rounds(s + n, keyed);                                                                                \
    two_rounds(s + n, upper(keyed));                                                                         \
    if ((g) < 12)                                                                                            \
      w[n][(g) & 3] = schedule_among_others(w[n][(g) & 3], w[n][((g) + 1) & 3], w[n][((g) + 2) & 3], w[n][((g) + 3) & 3]); \
  }

ALWAYS TARGET void walk_ni(int step, const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                           uint8_t *moved) {
  const int row_bytes = step == PLAIN ? 32 : 16;
  const __m128i iv_low = words4(IV_A, (uint32_t)IV_B, IV_C, (uint32_t)IV_D);
  const __m128i iv_high = words4(IV_E, (uint32_t)IV_F, IV_G, IV_H);
  __m128i low[SIDE_BY_SIDE], high[SIDE_BY_SIDE];
  EACH {
    low[n] = load_words(values + n * row_bytes);
    if (step == PLAIN) high[n] = load_words(values + n * row_bytes + 16);
  }
  for (uint32_t done = 0; done < steps; done++) {
    struct state s[SIDE_BY_SIDE];
    __m128i w[SIDE_BY_SIDE][4];
    EACH {
      s[n] = initial_state();
      if (step == PLAIN) {
        w[n][0] = low[n], w[n][1] = high[n];
        w[n][2] = words4((uint32_t)ONE_BIT, 0, 0, 0), w[n][3] = words4(0, 0, 0, PLAIN_BITS);
        continue;
      }
      const __m128i id = load_words(ids + n * ID_BYTES);
      w[n][0] = prefix_and_id(id);
      w[n][1] = _mm_blend_epi16(upper(id), words4(0, 0, from[n] + done + 1, 0), 0x30);
      w[n][1] = _mm_blend_epi16(w[n][1], _mm_slli_si128(low[n], 12), 0xc0);
      w[n][2] = _mm_blend_epi16(_mm_srli_si128(low[n], 4), words4(0, 0, 0, (uint32_t)ONE_BIT), 0xc0);
      w[n][3] = words4(0, 0, 0, INDEXED_BITS);
    }
    FOUR_ROUNDS(0) FOUR_ROUNDS(1) FROM_THE_EIGHTH_ROUND(FOUR_ROUNDS)
    EACH {
      const __m128i ab = _mm_shuffle_epi32(s[n].abef, 0x1b), cd = _mm_shuffle_epi32(s[n].cdgh, 0x1b);
      low[n] = _mm_add_epi32(_mm_unpacklo_epi64(ab, cd), iv_low);
      high[n] = _mm_add_epi32(_mm_unpackhi_epi64(ab, cd), iv_high);
    }
  }
  EACH {
    store_words(moved + n * row_bytes, low[n]);
    if (step == PLAIN) store_words(moved + n * row_bytes + 16, high[n]);
  }
}

TARGET static void plain_ni(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                            uint8_t *moved) {
  walk_ni(PLAIN, ids, values, from, steps, moved);
}

TARGET static void indexed_ni(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                              uint8_t *moved) {
  walk_ni(INDEXED, ids, values, from, steps, moved);
}
#undef FOUR_ROUNDS

#undef TARGET
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_8
typedef uint32_t words_8 __attribute__((vector_size(32)));
#define WIDTH 8
#define STREAMS 1
#include "lanes.h"

#undef TARGET
#undef ROTATE
#undef XOR3
#undef CHOOSE
#undef MAJORITY
#define TARGET __attribute__((target("avx512f,avx512bw")))
#define NAME(x) x##_16
typedef uint32_t words_16 __attribute__((vector_size(64)));
#define WIDTH 16
#define STREAMS 2
/* One instruction each. */
#define AS(f, ...) ((words_16)f(__VA_ARGS__))
#define ROTATE(x, n) AS(_mm512_ror_epi32, (__m512i)(x), n)
#define LOGIC(x, y, z, table) AS(_mm512_ternarylogic_epi32, (__m512i)(x), (__m512i)(y), (__m512i)(z), table)
#define XOR3(x, y, z) LOGIC(x, y, z, 0x96)
#define CHOOSE(x, y, z) LOGIC(x, y, z, 0xca)
#define MAJORITY(x, y, z) LOGIC(x, y, z, 0xe8)

ALWAYS TARGET __m512i swapped_16(__m512i words) {
  return _mm512_shuffle_epi8(words, _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)SWAPPED)));
}

/* Rows to columns of 4 x 4 words in each quarter of the registers; done twice, it has done nothing. So column n holds word
   n of rows 0, 4, 8, 12, 1, 5 and so on. */
ALWAYS TARGET void turn_16(__m512i q[4]) {
  const __m512i a = _mm512_unpacklo_epi32(q[0], q[1]), b = _mm512_unpacklo_epi32(q[2], q[3]);
  const __m512i c = _mm512_unpackhi_epi32(q[0], q[1]), d = _mm512_unpackhi_epi32(q[2], q[3]);
  q[0] = _mm512_unpacklo_epi64(a, b), q[1] = _mm512_unpackhi_epi64(a, b);
  q[2] = _mm512_unpacklo_epi64(c, d), q[3] = _mm512_unpackhi_epi64(c, d);
}

/* Halves of rows of 32 bytes, four at a time. */
#define HALVES(a, b, part) ((part) == 0 ? _mm512_shuffle_i64x2(a, b, 0x88) : _mm512_shuffle_i64x2(a, b, 0xdd))

ALWAYS TARGET void load_16(const uint8_t *rows, int row_bytes, int part, words_16 columns[4]) {
  __m512i q[4];
  for (int i = 0; i < 4; i++) {
    const uint8_t *at = rows + 4 * i * row_bytes;
    q[i] = _mm512_loadu_si512(at);
    if (row_bytes == 32) q[i] = HALVES(q[i], _mm512_loadu_si512(at + 64), part);
    q[i] = swapped_16(q[i]);
  }
  turn_16(q);
  for (int i = 0; i < 4; i++) columns[i] = (words_16)q[i];
}

ALWAYS TARGET void store_16(uint8_t *rows, int row_bytes, int part, const words_16 columns[4]) {
  __m512i q[4];
  for (int i = 0; i < 4; i++) q[i] = (__m512i)columns[i];
  turn_16(q);
  for (int i = 0; i < 4; i++) {
    q[i] = swapped_16(q[i]);
    if (row_bytes == 16) _mm512_storeu_si512(rows + 64 * i, q[i]);
    else
      for (int row = 0; row < 4; row++) 
        _mm_storeu_si128((__m128i *)(rows + (4 * i + row) * 32 + 16 * part), ((const __m128i *)&q[i])[row]);
  }
}

ALWAYS TARGET words_16 numbers_16(const uint32_t *from) {
  const __m512i order = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  return (words_16)_mm512_permutexvar_epi32(order, _mm512_loadu_si512(from));
}
#define LANE
#include "lanes.h"

/* Compilers before 2024 do not ask for SHA by name: leaf 7, EBX, bit 29 (Intel SDM, volume 2, CPUID). */
static int has_sha(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) && __builtin_cpu_supports("sse4.1");
}
static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }
static int has_avx512(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"); }
static int has_both(void) { return has_sha() && has_avx512(); }

#define KERNELS_OF_THIS_PROCESSOR                                                                                \
  {"SHA-NI and AVX-512", has_both, {chain_plain_ni, chain_indexed_ni}, BY_LANES(ni), 32, BY_LANES(16)},            \
      {"SHA-NI", has_sha, {chain_plain_ni, chain_indexed_ni}, BY_LANES(ni), 0, {0}},                               \
      {"AVX-512", has_avx512, PLAIN_CHAIN, BY_LANES(4), 32, BY_LANES(16)},                                           \
      {"AVX2", has_avx2, PLAIN_CHAIN, BY_LANES(4), 8, BY_LANES(8)},
