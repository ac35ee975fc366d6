// A limit on how long something outside may take. Nothing in a driver waits without one.

import { WireFailure } from '../src/card/wire-failure.ts'

/**
 * What `work` gives, or `WireFailure` `timeout` with `what` in its message after `limitMs`. The work itself goes on:
 * a caller whose work can succeed late gives `late` to undo it.
 */
export async function within<T>(
  limitMs: number,
  what: string,
  work: Promise<T>,
  late?: (value: T) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let passed = false
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      passed = true
      reject(new WireFailure('timeout', `${what}: no answer within ${limitMs} ms`))
    }, limitMs)
  })
  work.then(
    (value) => {
      if (passed) late?.(value)
    },
    () => undefined,
  )
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
