// Runs one thing after the other, in the order of asking. A failed one does not stop those behind it.

export type InTurn = <T>(run: () => Promise<T>) => Promise<T>

/** One queue. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const turn = last.then(run, run)
    last = turn
    return turn
  }
}
