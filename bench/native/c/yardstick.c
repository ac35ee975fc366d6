/* The same kernels without Node: what the hashing alone takes on this processor. `yardstick chain|coupons plain|indexed` reads
   from standard input 1,024 coupons as columns (ids, values, expected, from, to) and how many of them are true, walks 100 steps
   of the first one's chain, answers with where that led and the kernel's name, and then, for each line with a number of
   operations, with the nanoseconds of processor time that they took. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernels.h"

enum { FIRST_STEPS = 100 };

/* What a seller is given, in memory of its own, and the columns that it is copied into, as bench/suites does it. */
static struct {
  uint8_t ids[BATCH_COUPONS * ID_BYTES], values[BATCH_COUPONS * MOST_VALUE_BYTES];
  uint8_t expected[BATCH_COUPONS * MOST_VALUE_BYTES];
  uint32_t from[BATCH_COUPONS], to[BATCH_COUPONS], matches[BATCH_COUPONS];
} given, columns;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint32_t judge(const struct kernel *kernel, int step) {
  const struct batch batch = {columns.ids, columns.values, columns.expected, columns.from, columns.to, columns.matches};
  const size_t size = value_bytes(step);
  uint32_t matching = 0;
  if (step == INDEXED) memcpy(columns.ids, given.ids, sizeof given.ids);
  memcpy(columns.values, given.values, BATCH_COUPONS * size);
  memcpy(columns.expected, given.expected, BATCH_COUPONS * size);
  memcpy(columns.from, given.from, sizeof given.from);
  memcpy(columns.to, given.to, sizeof given.to);
  match_batch(kernel, step, &batch, BATCH_COUPONS);
  for (int row = 0; row < BATCH_COUPONS; row++) matching += columns.matches[row];
  return matching;
}

static uint64_t time_chain(const struct kernel *kernel, int step, uint8_t *value, uint64_t operations) {
  const uint64_t began = now_ns();
  kernel->chain[step](given.ids, value, 0, (uint32_t)operations);
  return now_ns() - began;
}

/* 0 where a coupon is judged wrongly: no time is that short. */
static uint64_t time_coupons(const struct kernel *kernel, int step, uint32_t matching, uint64_t operations) {
  const uint64_t began = now_ns();
  for (uint64_t batch = 0; batch < operations; batch++)
    if (judge(kernel, step) != matching) return 0;
  return now_ns() - began;
}

static int read_given(int step, uint32_t *matching) {
  const size_t size = value_bytes(step);
  return fread(given.ids, ID_BYTES, BATCH_COUPONS, stdin) == BATCH_COUPONS &&
         fread(given.values, size, BATCH_COUPONS, stdin) == BATCH_COUPONS &&
         fread(given.expected, size, BATCH_COUPONS, stdin) == BATCH_COUPONS &&
         fread(given.from, sizeof(uint32_t), BATCH_COUPONS, stdin) == BATCH_COUPONS &&
         fread(given.to, sizeof(uint32_t), BATCH_COUPONS, stdin) == BATCH_COUPONS &&
         fread(matching, sizeof *matching, 1, stdin) == 1;
}

int main(int count, char **words) {
  if (count != 3) return fputs("yardstick chain|coupons plain|indexed\n", stderr), 2;
  const int coupons = strcmp(words[1], "coupons") == 0, step = strcmp(words[2], "indexed") == 0 ? INDEXED : PLAIN;
  const struct kernel *kernel = kernels;
  while (!kernel->runs_here()) kernel++;
  uint32_t matching;
  uint8_t value[MOST_VALUE_BYTES];
  char line[64];
  if (!read_given(step, &matching)) return 3;
  memcpy(value, given.values, value_bytes(step));
  kernel->chain[step](given.ids, value, 0, FIRST_STEPS);
  for (uint32_t at = 0; at < value_bytes(step); at++) printf("%02x", value[at]);
  printf(" %s\n", kernel->name), fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    const uint64_t operations = strtoull(line, NULL, 10);
    const uint64_t ns = coupons ? time_coupons(kernel, step, matching, operations)
                                : time_chain(kernel, step, value, operations);
    printf("%" PRIu64 "\n", ns), fflush(stdout);
  }
  return 0;
}
