// The one SHA-256 block of a chain step as sixteen message words, padding folded in (FIPS 180-4, 5.1.1 and 5.2.1).

export type StepName = 'indexed' | 'plain'

export interface StepBlock {
  /** The sixteen words, with zeros where chain id, index and value go. */
  readonly words: readonly number[]
  /** Where they go, and how many words they are. The index is one word; the plain step binds no id and no index. */
  readonly id: { readonly at: number; readonly words: number }
  readonly index: number | undefined
  readonly value: { readonly at: number; readonly words: number }
  /** Leading words that are the same in every step of one chain. */
  readonly steady: number
}

/** Padding starts with a single one bit. */
const FIRST_BIT = 0x80000000

export const STEP_BLOCKS: Readonly<Record<StepName, StepBlock>> = {
  /** "TICKv1" 00 00 || id || u32(index) || value: 44 bytes (chain/SPEC.md 2). The value is the hash cut to 16 bytes. */
  indexed: {
    words: [0x5449434b, 0x76310000, 0, 0, 0, 0, 0, 0, 0, 0, 0, FIRST_BIT, 0, 0, 0, 44 * 8],
    id: { at: 2, words: 4 },
    index: 6,
    value: { at: 7, words: 4 },
    steady: 6,
  },
  /** The 32-byte value alone. */
  plain: {
    words: [0, 0, 0, 0, 0, 0, 0, 0, FIRST_BIT, 0, 0, 0, 0, 0, 0, 32 * 8],
    id: { at: 0, words: 0 },
    index: undefined,
    value: { at: 0, words: 8 },
    steady: 0,
  },
}

/** The message words with id, index and value in place, each a number or the code for one. */
export function messageWords<Word>(
  { words, id, index, value }: StepBlock,
  given: { readonly id: readonly Word[]; readonly index: Word; readonly value: readonly Word[] },
): (Word | number)[] {
  return words.map((word, at) => {
    if (at === index) return given.index
    return given.id[at - id.at] ?? given.value[at - value.at] ?? word
  })
}
