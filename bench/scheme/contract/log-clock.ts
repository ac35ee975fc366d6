// The log's time as the parties of a run live in it. It never steps back, since a log may; and on its way forward it
// stops at every moment at which something falls due, so that a claim is made when its hold ends and not when somebody
// happens to pay next, be that years later. One clock for all schemes: they are compared on the same moments.

export interface LogClock {
  /** ms since 1970. */
  readonly now: number
  /** Has it done at that moment, before the first payment that is not earlier; what nobody waits for any more does nothing. */
  at(dueMs: number, act: () => void | Promise<void>): void
  /**
   * What falls due at one moment is done in the order in which it was asked for. A promise only where something falls
   * due: most payments come between two such moments.
   */
  moveTo(atMs: number): void | Promise<void>
}

interface Due {
  readonly atMs: number
  readonly act: () => void | Promise<void>
}

export function createLogClock(): LogClock {
  let waiting: Due[] = []
  let done = 0
  const clock = {
    now: 0,
    at(atMs: number, act: Due['act']) {
      let place = waiting.length
      // every hold of a scheme lasts equally long, so this is the end nearly always
      while (place > done && (waiting[place - 1]?.atMs ?? 0) > atMs) place -= 1
      waiting.splice(place, 0, { atMs, act })
    },
    moveTo(atMs: number) {
      const until = Math.max(clock.now, atMs)
      const stops = (waiting[done]?.atMs ?? Infinity) <= until
      return stops ? stopUntil(until) : void (clock.now = until)
    },
  }
  async function stopUntil(until: number): Promise<void> {
    for (;;) {
      const next = waiting[done]
      if (next === undefined || next.atMs > until) break
      done += 1
      clock.now = Math.max(clock.now, next.atMs)
      await next.act()
    }
    if (done * 2 > waiting.length) [waiting, done] = [waiting.slice(done), 0] // so that what is over is let go
    clock.now = until
  }
  return clock
}
