/* A template: chains side by side in the lanes of vectors, in two streams where a vector's instructions take longer than
   they wait for each other. It is included once for each kind of vector, after TARGET, WIDTH, STREAMS, NAME and the
   bitwise functions are defined; `words_n` is the vector. Other names of it end with the width. */

#define V NAME(words)

#ifndef LANE
#if WIDTH == 1
#define LANE(vector, n) (vector)
#else
#define LANE(vector, n) (vector)[n]
#endif
/* Words 4 * part and on of rows of 16 or 32 bytes, turned so that column n holds word n of all rows. */
ALWAYS TARGET void NAME(load)(const uint8_t *rows, int row_bytes, int part, V columns[4]) {
  for (int n = 0; n < 4; n++)
    for (int row = 0; row < WIDTH; row++) LANE(columns[n], row) = read_word(rows + row * row_bytes + 16 * part + 4 * n);
}
ALWAYS TARGET void NAME(store)(uint8_t *rows, int row_bytes, int part, const V columns[4]) {
  for (int n = 0; n < 4; n++)
    for (int row = 0; row < WIDTH; row++) write_word(rows + row * row_bytes + 16 * part + 4 * n, LANE(columns[n], row));
}
ALWAYS TARGET V NAME(numbers)(const uint32_t *from) {
  V numbers;
  for (int row = 0; row < WIDTH; row++) LANE(numbers, row) = from[row];
  return numbers;
}
#endif

#define SIGMA(x, a, b, c) XOR3(ROTATE(x, a), ROTATE(x, b), ROTATE(x, c))
#define MIX(x, a, b, c) XOR3(ROTATE(x, a), ROTATE(x, b), (x) >> (c))
/* FIPS 180-4, 6.2.2: instead of handing a to h on, a round looks for them one place further back. */
#define AT(i, t) s[((i) - (t)) & 7][n]
#define ROUND(t)                                                                                          \
  for (int n = 0; n < STREAMS; n++) {                                                                     \
    V t1 = AT(7, t) + SIGMA(AT(4, t), 6, 11, 25) + CHOOSE(AT(4, t), AT(5, t), AT(6, t)) + w[(t) & 15][n] + k[t]; \
    AT(3, t) += t1;                                                                                       \
    AT(7, t) = t1 + SIGMA(AT(0, t), 2, 13, 22) + MAJORITY(AT(0, t), AT(1, t), AT(2, t));                  \
  }
#define SCHEDULED_ROUND(t)                                                                            \
  for (int n = 0; n < STREAMS; n++)                                                                   \
    w[t][n] += MIX(w[((t) + 1) & 15][n], 7, 18, 3) + w[((t) + 9) & 15][n] + MIX(w[((t) + 14) & 15][n], 17, 19, 10); \
  ROUND(t)

ALWAYS TARGET void NAME(walk)(int step, const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                              uint8_t *moved) {
  const int parts = step == PLAIN ? 2 : 1, row_bytes = 16 * parts;
  const uint32_t *k = K;
  V value[STREAMS][8], id[STREAMS][4], index[STREAMS], fixed[8][STREAMS], w[16][STREAMS];
  for (int n = 0; n < STREAMS; n++) {
    for (int part = 0; part < parts; part++)
      NAME(load)(values + n * WIDTH * row_bytes, row_bytes, part, value[n] + 4 * part);
    for (int i = 0; i < 8; i++) fixed[i][n] = (V){0} + IV[i];
    if (step == PLAIN) continue;
    NAME(load)(ids + n * WIDTH * ID_BYTES, ID_BYTES, 0, id[n]);
    index[n] = NAME(numbers)(from + n * WIDTH);
    w[0][n] = (V){0} + PREFIX_0, w[1][n] = (V){0} + PREFIX_1;
    for (int i = 0; i < 4; i++) w[2 + i][n] = id[n][i];
  }
#define s fixed
  /* What prefix and id do to the state is the same in every step. */
  if (step == INDEXED) { ROUND(0) ROUND(1) ROUND(2) ROUND(3) ROUND(4) ROUND(5) }
#undef s
  for (uint32_t done = 0; done < steps; done++) {
    V s[8][STREAMS];
    for (int n = 0; n < STREAMS; n++) {
      for (int i = 0; i < 8; i++) s[i][n] = fixed[i][n];
      for (int i = 0; i < 16; i++) w[i][n] = (V){0};
      if (step == PLAIN) {
        for (int i = 0; i < 8; i++) w[i][n] = value[n][i];
        w[8][n] += (uint32_t)ONE_BIT, w[15][n] += PLAIN_BITS;
      } else {
        w[0][n] += PREFIX_0, w[1][n] += PREFIX_1;
        for (int i = 0; i < 4; i++) w[2 + i][n] = id[n][i], w[7 + i][n] = value[n][i];
        w[6][n] = index[n] += 1;
        w[11][n] += (uint32_t)ONE_BIT, w[15][n] += INDEXED_BITS;
      }
    }
    k = K;
    if (step == PLAIN) { ROUND(0) ROUND(1) ROUND(2) ROUND(3) ROUND(4) ROUND(5) }
    ROUND(6) ROUND(7) ROUND(8) ROUND(9) ROUND(10) ROUND(11) ROUND(12) ROUND(13) ROUND(14) ROUND(15)
    for (k = K + 16; k < K + 64; k += 16) { SIXTEEN(SCHEDULED_ROUND) }
    for (int n = 0; n < STREAMS; n++)
      for (int i = 0; i < 4 * parts; i++) value[n][i] = s[i][n] + IV[i];
  }
  for (int n = 0; n < STREAMS; n++)
    for (int part = 0; part < parts; part++)
      NAME(store)(moved + n * WIDTH * row_bytes, row_bytes, part, value[n] + 4 * part);
}

TARGET static void NAME(plain)(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                               uint8_t *moved) {
  NAME(walk)(PLAIN, ids, values, from, steps, moved);
}

TARGET static void NAME(indexed)(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                                 uint8_t *moved) {
  NAME(walk)(INDEXED, ids, values, from, steps, moved);
}

#undef V
#undef LANE
#undef NAME
#undef WIDTH
#undef STREAMS
#undef SIGMA
#undef MIX
#undef AT
#undef ROUND
#undef SCHEDULED_ROUND
