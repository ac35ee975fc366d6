// `npm run house`: how large the house is, and where it breaks its law. `--lines` prints the product lines alone.
// A product file is every `.ts` file of src, card-applets, reader and bench but tests, lab tests and `testing`. The total
// leaves out what judges the product and what illustrates it, bench/house and bench/examples: neither is shipped as its code.

import { resolve } from 'node:path'
import { quantile, sortSamples } from '../measure/statistics/samples.ts'
import { tableLines } from '../words/table.ts'
import { judge, violationsIn, type Rule } from './law.ts'
import { readHouse } from './read-house.ts'
import { roomOf } from './rooms.ts'

const house = readHouse(resolve(import.meta.dirname, '../..'))
const lengths = new Map([...house.files].map(([path, text]) => [path, text.split('\n').length - 1]))
const product = [...lengths].filter(([path]) => !/^bench\/(?:house|examples)\//.test(path)).map(([, lines]) => lines)
process.stdout.write(
  process.argv.includes('--lines') ? `${sum(product)}\n` : `${[...figures(), ...failures()].join('\n')}\n`,
)

function figures(): readonly string[] {
  const rooms = new Map<string, number[]>()
  for (const [path, lines] of lengths) rooms.set(roomOf(path), [...(rooms.get(roomOf(path)) ?? []), lines])
  const rows = [...rooms, ['product', product] as const].map(([name, sizes]) => rowOf(name, sizes))
  return tableLines(['room', 'files', 'lines', 'median', '90 %', 'most'], rows)
}

function rowOf(name: string, sizes: readonly number[]): readonly string[] {
  const sorted = sortSamples(sizes)
  const shares = [0.5, 0.9, 1].map((share) => String(Math.round(quantile(sorted, share))))
  return [name, String(sizes.length), String(sum(sizes)), ...shares]
}

function failures(): readonly string[] {
  const found = violationsIn(house)
  const failing = judge(house)
  process.exitCode = failing.length === 0 ? 0 : 1
  const count = (rule: Rule): number => found.filter((one) => one.rule === rule).length
  return [
    '',
    `circles of files: ${count('circle of files')}, of folders: ${count('circle of folders')}; violations: ` +
      `${failing.length}, and ${found.length} that ${house.exceptions.length} exceptions spare`,
    ...failing.map(({ rule, file, what }) => `${rule}: ${file}: ${what}`),
  ]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
