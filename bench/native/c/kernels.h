/* What the shells see of the kernels: one for each set of instructions, all with the same two calls. The caller answers
   for what src/chain/kernel/kernel.ts asks of it: nothing is checked here, and nothing allocates. */

#ifndef TICKBENCH_KERNELS_H
#define TICKBENCH_KERNELS_H

#include <stdint.h>

/* The two steps of chain/SPEC.md 2, as indices. */
enum { PLAIN, INDEXED, STEPS };

enum { BATCH_COUPONS = 1024, ID_BYTES = 16, MOST_VALUE_BYTES = 32 };

static inline uint32_t value_bytes(int step) { return step == PLAIN ? 32 : 16; }

/* Columns, one row a coupon. */
struct batch {
  const uint8_t *ids, *values, *expected;
  const uint32_t *from, *to;
  uint32_t *matches;
};

/* One chain: moves `value` in place from PB_from to PB_to. */
typedef void advance_chain(const uint8_t *id, uint8_t *value, uint32_t from, uint32_t to);

/* Rows side by side, all of them `steps` steps on, out of `values` into `moved`. */
typedef void advance_rows(const uint8_t *ids, const uint8_t *values, const uint32_t *from, uint32_t steps,
                          uint8_t *moved);

struct kernel {
  const char *name;
  int (*runs_here)(void);
  advance_chain *chain[STEPS];
  /* Four rows, and as many as the widest registers take: none where four are as good. */
  advance_rows *four[STEPS];
  uint32_t wide_rows;
  advance_rows *wide[STEPS];
};

/* The fastest first; the last runs everywhere. */
extern const struct kernel kernels[];
extern const unsigned kernel_count;

/* Judges the first `count` rows: `matches` becomes 1 where walking `values` from `from` to `to` gives `expected`, else 0. */
void match_batch(const struct kernel *kernel, int step, const struct batch *batch, uint32_t count);

#endif
