// Numbers for people: three significant digits, a unit, thousands separated by commas whatever the machine's locale.
// Exact counts keep every digit. A figure that does not exist is printed as a dash.

/** A figure with its uncertainty: nothing is passed on, compared or printed as a lone number. */
export interface Interval {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Whole numbers keep every digit (`9,138`); fractions, such as a mean per payment, three (`1.71`). */
export function formatCount(count: number | bigint): string {
  if (typeof count === 'bigint' || Number.isInteger(count)) return WHOLE.format(count)
  return threeDigits(count)
}

/** A duration in the unit that leaves one to three digits before the point: `108 ns`, `1.24 ms`. */
export function formatNs(ns: number | bigint): string {
  return scaled(Number(ns), NS_UNITS)
}

/** What is modelled: `8.10 ms – 38.7 ms`; one figure where both ends are the same. */
export function formatRange({ lowerNs, upperNs }: { readonly lowerNs: number; readonly upperNs: number }): string {
  const [lower, upper] = [formatNs(lowerNs), formatNs(upperNs)]
  return lower === upper ? lower : `${lower} – ${upper}`
}

/** Binary multiples; exact below 1,024 B: `96 B`, `1.25 KiB`. */
export function formatBytes(bytes: number | bigint): string {
  const value = Number(bytes)
  if (Math.abs(value) < 1024 && Number.isInteger(value)) return `${WHOLE.format(value)} B`
  return scaled(value, BYTE_UNITS)
}

/** Events per second: `553/s`, `51,600/s`, `9.31 M/s`. */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return ABSENT
  const large = Math.abs(roundedToThree(perSecond)) >= 1e6
  return large ? scaled(perSecond, RATE_UNITS) : `${threeDigits(perSecond)}/s`
}

/** How many times as much: `1.40×`. */
export function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? `${threeDigits(ratio)}×` : ABSENT
}

/** A part of one as a percentage: 0.125 is `12.5 %`. */
export function formatShare(share: number): string {
  return Number.isFinite(share) ? `${threeDigits(share * 100)} %` : ABSENT
}

/** `9.31 M/s (9.10 M/s – 9.71 M/s)`: a median never goes without its interval. */
export function formatInterval({ median, low, high }: Interval, format: (value: number) => string): string {
  return `${format(median)} (${format(low)} – ${format(high)})`
}

/** What stands where there is no figure. */
export const ABSENT = '–'

interface Unit {
  readonly name: string
  readonly size: number
}

const NS_UNITS: readonly Unit[] = [
  { name: 's', size: 1e9 },
  { name: 'ms', size: 1e6 },
  { name: 'µs', size: 1e3 },
  { name: 'ns', size: 1 },
]
const BYTE_UNITS: readonly Unit[] = [
  { name: 'GiB', size: 2 ** 30 },
  { name: 'MiB', size: 2 ** 20 },
  { name: 'KiB', size: 2 ** 10 },
  { name: 'B', size: 1 },
]
const RATE_UNITS: readonly Unit[] = [
  { name: 'G/s', size: 1e9 },
  { name: 'M/s', size: 1e6 },
]

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const THREE = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })

/** The unit is chosen after rounding, so that 999.9 µs becomes 1.00 ms and never 1,000 µs. */
function scaled(value: number, units: readonly Unit[]): string {
  if (!Number.isFinite(value)) return ABSENT
  const smallest = units.at(-1)
  const unit = units.find(({ size }) => Math.abs(roundedToThree(value / size)) >= 1) ?? smallest
  return unit === undefined ? ABSENT : `${threeDigits(value / unit.size)} ${unit.name}`
}

function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return ABSENT
  return value === 0 ? '0' : THREE.format(value)
}

function roundedToThree(value: number): number {
  return Number(value.toPrecision(3))
}
