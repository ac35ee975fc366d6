// Optimal binary pebbling (Schoenmakers, "Explicit Optimal Binary Pebbling for One-Way Hash Chain Reversal", 2014;
// chain/SPEC.md 4): about log2(n) stored values and half as many hashes a coupon.
//
// A pebbler of order k owns 2^k positions. For 2^k - 1 rounds it is silent and walks from its first position to its
// last, leaving a pebble where 2^(k-1), 2^(k-2) ... 1 positions remain. In the next round it puts out the last position
// and hands what lies between its pebbles to pebblers of orders k-1 ... 0, which then run side by side: each is silent
// exactly as long as the smaller ones put out. All is a function of the round, so only values need to be stored.

/** The positions stored with `left` of `length` coupons unspent, ascending. */
export function pebbles(length: number): (left: number) => readonly number[] {
  // A chain whose length is no power of two is the end of one whose length is: its highest coupons count as spent.
  const order = bitLength(length - 1)
  const size = 1 << order
  return (left) => {
    const found: number[] = []
    place(found, { order, first: 0 }, size - 1 + (size - left))
    return found
  }
}

interface Pebbler {
  readonly order: number
  readonly first: number
}

/** Adds the pebbles of a pebbler that has done `rounds` rounds, ascending. */
function place(found: number[], { order, first }: Pebbler, rounds: number): void {
  const size = 1 << order
  if (rounds < size) {
    const walked = hashesUpTo(order, rounds)
    for (let rest = size; rest >= 1 && size - rest <= walked; rest >>= 1) found.push(first + size - rest)
    const walker = first + walked
    if (found.at(-1) !== walker) found.push(walker)
    return
  }
  for (let child = order - 1; child >= 0; child -= 1) {
    const done = rounds - size
    const isSpent = done >= (2 << child) - 1
    if (!isSpent) place(found, { order: child, first: first + size - (2 << child) }, done)
  }
}

/**
 * Hashes that a pebbler of order k spends in its first `rounds` silent rounds. The schedule itself, for round r:
 * nothing in the first half, then floor(((k + r) mod 2 + k + 1 - bitLength(2r mod 2^bitLength(2^k - r))) / 2). In closed
 * form: the second half is made of blocks of 2^(m-1) rounds, m = k-1 ... 1, with 2^(m-2) (k - m + 2) hashes each.
 */
export function hashesUpTo(k: number, rounds: number): number {
  const half = (1 << k) >> 1
  if (k === 0 || rounds < half) return 0
  let hashes = Math.ceil(k / 2) // in round 2^(k-1), which ends the first half
  let rest = rounds - half
  for (let block = k - 1; block >= 1 && rest >= 1 << (block - 1); block -= 1) {
    hashes += blockHashes(k, block)
    rest -= 1 << (block - 1)
  }
  return hashes + hashesInBlock(k, rest)
}

function blockHashes(k: number, m: number): number {
  return m === 1 ? Math.floor(k / 2) + 1 : (1 << (m - 2)) * (k - m + 2)
}

/**
 * The first `rounds` rounds of a block, short of its last: the same in every block. Rounds come in groups of 1, 1, 2,
 * 4 ...; in group l they spend (k - l) / 2 hashes, rounded down and up in turn.
 */
function hashesInBlock(k: number, rounds: number): number {
  if (rounds === 0) return 0
  const group = bitLength(rounds)
  if (group === 1) return Math.floor(k / 2)
  const before = blockHashes(k, group) - Math.ceil(k / 2)
  const inGroup = rounds - (1 << (group - 1)) + 1
  const even = Math.floor(((k % 2) + k - group) / 2)
  const odd = Math.floor((((k + 1) % 2) + k - group) / 2)
  return before + Math.ceil(inGroup / 2) * even + Math.floor(inGroup / 2) * odd
}

/** Binary digits of a whole number below 2^32; none for 0. */
function bitLength(value: number): number {
  return 32 - Math.clz32(value)
}
