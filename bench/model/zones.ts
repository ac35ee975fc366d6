// What holds at which numbers of payments: runs of numbers with one label. Numbers are counted one by one, and what lies
// between two of them is not guessed: where labels differ, halving counts more numbers, and what is left is a gap.

export interface Zone {
  readonly label: string
  /** First and last number at which it was found. */
  readonly from: number
  readonly to: number
}

/** A thousand payments between two numbers become four. */
const HALVINGS = 8

/** `numbers` are whole and rising. Between two of one label it is taken to hold throughout. */
export async function zonesOf(
  numbers: readonly number[],
  labelAt: (number: number) => Promise<string>,
): Promise<Zone[]> {
  const found: Labelled[] = []
  for (const at of numbers) {
    const next = { at, label: await labelAt(at) }
    const before = found.at(-1)
    if (before !== undefined) found.push(...(await between(before, next, labelAt, HALVINGS)))
    found.push(next)
  }
  return found.reduce<Zone[]>((zones, { at, label }) => {
    const last = zones.at(-1)
    if (last?.label !== label) return [...zones, { label, from: at, to: at }]
    return [...zones.slice(0, -1), { ...last, to: at }]
  }, [])
}

interface Labelled {
  readonly at: number
  readonly label: string
}

/** A third label between two makes two borders of one. */
async function between(
  low: Labelled,
  high: Labelled,
  labelAt: (number: number) => Promise<string>,
  halvings: number,
): Promise<Labelled[]> {
  if (low.label === high.label || high.at - low.at < 2 || halvings === 0) return []
  const at = Math.floor((low.at + high.at) / 2)
  const middle = { at, label: await labelAt(at) }
  const [left, right] = [
    await between(low, middle, labelAt, halvings - 1),
    await between(middle, high, labelAt, halvings - 1),
  ]
  return [...left, middle, ...right]
}
