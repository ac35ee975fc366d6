// What is kept under numbers, in versions: adding to one leaves it as it was and shares nearly all of it with the new
// one, so that n entries cost n steps and not n². A trie of 32 branches a level over the bits of a u32, as in Bagwell,
// "Ideal Hash Trees" (2001), with the number in the place of its hash.

type Part<T> = Branch<T> | Leaf<T>

interface Branch<T> {
  readonly below: readonly (Part<T> | undefined)[]
}

interface Leaf<T> {
  readonly value: T
}

const BITS = 5
const BRANCH = 0b11111
/** Seven levels: 35 bits hold a u32. */
const TOP_SHIFT = 30
const HIGHEST = 0xffffffff

/** Never changes. Iterates in the order of the numbers. */
export class Numbered<T> implements Iterable<readonly [number, T]> {
  readonly size: number
  /** Versions share its parts. */
  readonly root: Branch<T>

  private constructor(root: Branch<T>, size: number) {
    this.root = root
    this.size = size
  }

  /** Of two entries under one number the later counts. Throws `RangeError` for numbers that are no u32. */
  static of<T>(entries: Iterable<readonly [number, T]> = []): Numbered<T> {
    let kept = new Numbered<T>({ below: [] }, 0)
    for (const [number, value] of entries) kept = kept.with(number, value)
    return kept
  }

  get(number: number): T | undefined {
    return this.#leaf(number)?.value
  }

  has(number: number): boolean {
    return this.#leaf(number) !== undefined
  }

  /** Throws `RangeError` for a number that is no u32. */
  with(number: number, value: T): Numbered<T> {
    if (!Number.isInteger(number) || number < 0 || number > HIGHEST) throw new RangeError(`${number} is no u32`)
    const root = replaced(this.root, number, { value }, TOP_SHIFT)
    return new Numbered(root, this.size + (this.has(number) ? 0 : 1))
  }

  /** This very version where nothing is kept under the number. */
  without(number: number): Numbered<T> {
    if (!this.has(number)) return this
    return new Numbered(replaced(this.root, number, undefined, TOP_SHIFT), this.size - 1)
  }

  *[Symbol.iterator](): Iterator<readonly [number, T]> {
    yield* entriesBelow(this.root, 0)
  }

  #leaf(number: number): Leaf<T> | undefined {
    let part: Part<T> | undefined = this.root
    for (let shift = TOP_SHIFT; part !== undefined && 'below' in part; shift -= BITS) {
      part = part.below[(number >>> shift) & BRANCH]
    }
    return part
  }
}

/** The branch with another leaf in it; everything that does not lie on the way there is shared. */
function replaced<T>(branch: Branch<T>, number: number, leaf: Leaf<T> | undefined, shift: number): Branch<T> {
  const at = (number >>> shift) & BRANCH
  const below = branch.below.slice()
  const next = below[at]
  const inner: Branch<T> = next !== undefined && 'below' in next ? next : { below: [] }
  below[at] = shift === 0 ? leaf : replaced(inner, number, leaf, shift - BITS)
  return { below }
}

function* entriesBelow<T>(branch: Branch<T>, prefix: number): Generator<readonly [number, T]> {
  for (const [at, part] of branch.below.entries()) {
    if (part === undefined) continue
    const number = prefix * (BRANCH + 1) + at
    if ('below' in part) yield* entriesBelow(part, number)
    else yield [number, part.value]
  }
}
