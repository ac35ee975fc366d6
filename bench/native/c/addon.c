/* The shell for Node: Node-API, so that one binary serves every Node. Three exports: `names`, the fastest first, null where
   the processor lacks what a kernel needs; `walk(which, memory, from, to)` and `match(which, memory, count)`, where `which`
   is twice the place of a name, and one more for the indexed step. Everything is handed in with each call, so nothing is kept and nothing can be
   freed too early; what does not fit the memory is refused. */

#include <stddef.h>

#include <node_api.h>

#include "kernels.h"

/* The memory as src/chain/kernel/memory.ts lays it out, where 384 bytes are for a kernel's own use. */
enum { OWN_BYTES = 384 };

struct layout {
  uint8_t *id, *value;
  struct batch batch;
};

static size_t lay_out(uint8_t *memory, int step, struct layout *layout) {
  const size_t size = value_bytes(step), ids = step == PLAIN ? 0 : ID_BYTES;
  uint8_t *at = memory + OWN_BYTES;
  layout->id = at, at += ID_BYTES;
  layout->value = at, at += MOST_VALUE_BYTES;
  layout->batch.ids = at, at += BATCH_COUPONS * ids;
  layout->batch.values = at, at += BATCH_COUPONS * size;
  layout->batch.expected = at, at += BATCH_COUPONS * size;
  layout->batch.from = (uint32_t *)at, at += BATCH_COUPONS * sizeof(uint32_t);
  layout->batch.to = (uint32_t *)at, at += BATCH_COUPONS * sizeof(uint32_t);
  layout->batch.matches = (uint32_t *)at, at += BATCH_COUPONS * sizeof(uint32_t);
  return (size_t)(at - memory);
}

/* Asked for once: in a virtual machine the question costs more than a step. */
static int runs_here[8];

struct call {
  const struct kernel *kernel;
  int step;
  struct layout layout;
  uint32_t numbers[2];
};

/* `which`, `memory` and one number or two; 0, and an exception, for anything else. */
static int read_call(napi_env env, napi_callback_info info, size_t numbers, struct call *call) {
  napi_value arguments[4];
  size_t count = 2 + numbers, bytes = 0;
  uint32_t which = 0;
  void *memory = NULL;
  int good = napi_get_cb_info(env, info, &count, arguments, NULL, NULL) == napi_ok && count >= 2 + numbers &&
             napi_get_value_uint32(env, arguments[0], &which) == napi_ok &&
             napi_get_arraybuffer_info(env, arguments[1], &memory, &bytes) == napi_ok && memory != NULL;
  for (size_t n = 0; good && n < numbers; n++)
    good = napi_get_value_uint32(env, arguments[2 + n], &call->numbers[n]) == napi_ok;
  good = good && which / STEPS < kernel_count && runs_here[which / STEPS];
  if (good) {
    call->kernel = &kernels[which / STEPS], call->step = (int)(which % STEPS);
    good = bytes >= lay_out(memory, call->step, &call->layout);
  }
  if (!good) napi_throw_range_error(env, NULL, "no kernel of this processor, or no memory for it");
  return good;
}

static napi_value walk(napi_env env, napi_callback_info info) {
  struct call call;
  if (!read_call(env, info, 2, &call)) return NULL;
  const uint32_t from = call.numbers[0], to = call.numbers[1];
  if (from <= to) call.kernel->chain[call.step](call.layout.id, call.layout.value, from, to);
  else napi_throw_range_error(env, NULL, "a walk backwards");
  return NULL;
}

static napi_value match(napi_env env, napi_callback_info info) {
  struct call call;
  if (!read_call(env, info, 1, &call)) return NULL;
  if (call.numbers[0] <= BATCH_COUPONS) match_batch(call.kernel, call.step, &call.layout.batch, call.numbers[0]);
  else napi_throw_range_error(env, NULL, "more rows than a batch has");
  return NULL;
}

static napi_value names_of_kernels(napi_env env) {
  napi_value names, name;
  if (napi_create_array(env, &names) != napi_ok) return NULL;
  for (uint32_t at = 0; at < kernel_count; at++) {
    runs_here[at] = kernels[at].runs_here();
    const napi_status made = runs_here[at] ? napi_create_string_utf8(env, kernels[at].name, NAPI_AUTO_LENGTH, &name)
                                           : napi_get_null(env, &name);
    if (made != napi_ok || napi_set_element(env, names, at, name) != napi_ok) return NULL;
  }
  return names;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"names", NULL, NULL, NULL, NULL, names_of_kernels(env), napi_enumerable, NULL},
      {"walk", NULL, walk, NULL, NULL, NULL, napi_enumerable, NULL},
      {"match", NULL, match, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties);
  return exports;
}
