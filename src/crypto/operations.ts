// What is counted. Operation counts are exact and free of time: the first of the three regimes of measurement.

/**
 * `hash` counts every call of the hash function, chain steps included; `chainStep` is the part of them that walks a
 * chain. `encrypt` and `decrypt` are of public keys; `agree` counts X25519 multiplications, those that make a share
 * included; `cipher` counts calls of the symmetric cipher. `cardWrite` counts physical writes to a card's persistent memory.
 */
export type OperationKind =
  | 'hash'
  | 'chainStep'
  | 'mac'
  | 'sign'
  | 'verify'
  | 'encrypt'
  | 'decrypt'
  | 'agree'
  | 'cipher'
  | 'cardWrite'

export const OPERATION_KINDS: readonly OperationKind[] = [
  'hash',
  'chainStep',
  'mac',
  'sign',
  'verify',
  'encrypt',
  'decrypt',
  'agree',
  'cipher',
  'cardWrite',
]

/** Sees `count` operations of a kind, each over `bytes` of input. Tallies and modelled clocks are observers. */
export type OperationObserver = (kind: OperationKind, bytes: number, count: number) => void

export type OperationCounts = Readonly<Partial<Record<OperationKind, number>>>

/** An observer that adds up. */
export interface Tally {
  readonly observe: OperationObserver
  /** An observer that adds up only while this is on. */
  observeWhile(state: { readonly counting: boolean }): OperationObserver
  /** The counts so far; kinds that never happened are left out. */
  read(): OperationCounts
}

/** Nothing counted yet. */
export function createTally(): Tally {
  const counts = Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, 0])) as Record<OperationKind, number>
  const observeWhile: Tally['observeWhile'] = (state) => (kind, _bytes, count) => {
    if (!state.counting) return
    // A case for each: V8 finds a field at once where its name stands in the code, and searches for it where it does not.
    switch (kind) {
      case 'hash':
        counts.hash += count
        break
      case 'chainStep':
        counts.chainStep += count
        break
      case 'mac':
        counts.mac += count
        break
      case 'sign':
        counts.sign += count
        break
      case 'verify':
        counts.verify += count
        break
      case 'encrypt':
        counts.encrypt += count
        break
      case 'decrypt':
        counts.decrypt += count
        break
      case 'agree':
        counts.agree += count
        break
      case 'cipher':
        counts.cipher += count
        break
      case 'cardWrite':
        counts.cardWrite += count
        break
    }
  }
  return {
    observe: observeWhile({ counting: true }),
    observeWhile,
    read() {
      return Object.fromEntries(OPERATION_KINDS.filter((kind) => counts[kind] > 0).map((kind) => [kind, counts[kind]]))
    },
  }
}
