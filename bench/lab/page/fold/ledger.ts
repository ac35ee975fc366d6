// A lane's accounts as a reader wants them: few, the outside last, and their sum.

export interface Account {
  readonly name: string
  readonly units: bigint
}

export interface LedgerState {
  readonly accounts: readonly Account[]
  readonly sum: bigint
}

/** Where money comes from, and goes to in the end. */
export const OUTSIDE = 'outside'

const MOST = 5

/** Where there are many, those that begin with the same word are one. */
export function ledgerOf(accounts: ReadonlyMap<string, bigint>): LedgerState {
  const inside = [...accounts].filter(([name]) => name !== OUTSIDE).map(([name, units]) => ({ name, units }))
  const outside = accounts.get(OUTSIDE)
  const sum = [...accounts.values()].reduce((total, units) => total + units, 0n)
  const shown = inside.length > MOST ? grouped(inside) : inside
  return { accounts: outside === undefined ? shown : [...shown, { name: OUTSIDE, units: outside }], sum }
}

function grouped(accounts: readonly Account[]): readonly Account[] {
  const groups = new Map<string, { units: bigint; count: number; readonly first: string }>()
  for (const { name, units } of accounts) {
    const stem = name.split(/[ -]/)[0] ?? name
    const group = groups.get(stem) ?? { units: 0n, count: 0, first: name }
    groups.set(stem, { ...group, units: group.units + units, count: group.count + 1 })
  }
  return [...groups].map(([stem, { units, count, first }]) => ({
    name: count > 1 ? `${stem} ×${count}` : first,
    units,
  }))
}
