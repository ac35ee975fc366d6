// A number of things in plain English, for people: `1 byte`, `9,171 bytes`, `2 entries`. Thousands are separated by commas
// whatever the machine's locale.

export function counted(count: number | bigint, thing: string, things: string = `${thing}s`): string {
  return `${WHOLE.format(count)} ${Number(count) === 1 ? thing : things}`
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })
