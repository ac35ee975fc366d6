// Holds a table of checks against the code of its receiver: of two checks that both fail, the receiver must name the one
// that stands first in the table.

import { expect, it } from 'vitest'
import type { CheckTable } from '../check-table.ts'

/** Makes an input fail one check and, as far as that goes, no other. */
export type Spoilers<Input> = Readonly<Record<string, (input: Input) => Input>>

export interface CheckOrder<Input> {
  readonly table: CheckTable<string>
  /** Passes all checks. */
  readonly good: () => Input
  readonly spoil: Spoilers<Input>
  /** What the receiver refuses the input with; undefined where it takes it. */
  readonly refusal: (input: Input) => string | undefined
  /** Pairs that no input can fail together, `a/b`, each with its reason. */
  readonly apart?: Readonly<Record<string, string>>
}

export function holdsOrder<Input>({ table, good, spoil, refusal, apart = {} }: CheckOrder<Input>): void {
  const inOrder = Object.keys(table).filter((name) => name in spoil)
  const pairs = inOrder.flatMap((first, at) => inOrder.slice(at + 1).map((second) => [first, second] as const))

  it('takes what no check is against', () => {
    expect(refusal(good())).toBeUndefined()
  })

  it.each(inOrder)('refuses with %s what fails that alone', (name) => {
    expect(refusal(spoiled(name, good()))).toBe(name)
  })

  it.each(pairs.filter(([first, second]) => !(`${first}/${second}` in apart)))(
    'asks for %s before %s',
    (first, second) => {
      expect(refusal(spoiled(first, spoiled(second, good())))).toBe(first)
    },
  )

  function spoiled(name: string, input: Input): Input {
    const make = spoil[name]
    if (make === undefined) throw new RangeError(`nothing fails ${name}`)
    return make(input)
  }
}
