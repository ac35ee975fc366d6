// Which results a picture shows of runs that may have hundreds; its table has them all. The rule: those that are named, in
// their order; then the first of each regime of each suite, then the second, until the picture is full.

/** Of one picture. */
export const MOST_ROWS = 12

export interface Candidate {
  /** Its place among the rows that a picture names; undefined where it names none such. */
  readonly rank: number | undefined
  /** Of which suite and regime. */
  readonly group: string
}

/** In the order of the rule. */
export function mostTelling<Row extends Candidate>(rows: readonly Row[], most: number = MOST_ROWS): readonly Row[] {
  const named = rows.filter(({ rank }) => rank !== undefined).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  const places = new Map<string, number>()
  const others = rows
    .filter(({ rank }) => rank === undefined)
    .map((row) => {
      const place = places.get(row.group) ?? 0
      places.set(row.group, place + 1)
      return { row, place }
    })
    .toSorted((a, b) => a.place - b.place)
  return [...named, ...others.map(({ row }) => row)].slice(0, most)
}
