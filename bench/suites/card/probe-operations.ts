// Single operations of the chip by input length, as card laboratories publish them, and whole transactions, which nobody
// has published: what a card profile is made of.

import { probeApplet } from '../../../card-applets/probe/probe-applet.ts'
import { algorithmsOf } from '../../../card-applets/time/algorithms.ts'
import type { CardOperation as ProfileOperation } from '../../../card-applets/time/card-profile.ts'
import { commandFor, type CardCommand } from '../../../src/card/commands.ts'
import {
  PROBE_AID,
  PROBE_COMMANDS,
  type ProbeRefusal,
  type ProbeRequest,
  type TransactionRequest,
} from '../../../src/card/probe-commands.ts'
import type { SuiteName } from '../../../src/crypto/crypto.ts'
import type { Done } from '../../../src/payment/outcome.ts'
import { declared, sendOrMiss } from './declared.ts'
import type { CardKind, CardOperation } from './operation.ts'

export type ProbeWork = 'hash' | 'mac' | 'random' | 'sign' | 'verify' | 'write' | 'writeNonAtomic'

/** What one probe measures: a length of input of an operation that profiles know by this name. */
export interface ProbedFigure {
  readonly operation: ProfileOperation
  readonly bytes: number
}

/** The lengths at which the laboratories measured. */
const LENGTHS = [16, 32, 64, 128, 256, 512]
/** Beyond these the laboratories have neither writes nor verifications. */
const SHORTER = LENGTHS.filter((bytes) => bytes <= 256)
/** A transaction of as many writes of 16 bytes, about a cell each. */
const TRANSACTIONS = [2, 4, 8]
const TRANSACTION_BYTES = 16

/** In one command, so that the operation is large beside its exchange and a card still answers within a second or two. */
const TIMES: Readonly<Record<ProbeWork, number>> = {
  hash: 10,
  mac: 10,
  random: 10,
  sign: 1,
  verify: 1,
  write: 10,
  writeNonAtomic: 10,
}

const SUITES: readonly SuiteName[] = ['p256', 'rsa2048', '1996']

/** The figure by the name of the operation that measures it, by which contributions are read. */
export const PROBED: ReadonlyMap<string, ProbedFigure> = new Map(
  SUITES.flatMap((suite) => works(suite).flatMap((work) => lengthsOf(work).map((bytes) => probed(suite, work, bytes)))),
)

export const PROBE_OPERATIONS: readonly CardOperation[] = [
  ...SUITES.flatMap((suite) =>
    works(suite).flatMap((work) => lengthsOf(work).map((bytes) => probe(suite, work, bytes))),
  ),
  ...TRANSACTIONS.map(transaction),
]

/** What another suite has measured already is left out. */
function works(suite: SuiteName): readonly ProbeWork[] {
  switch (suite) {
    case 'p256':
      return ['hash', 'mac', 'random', 'sign', 'verify', 'write', 'writeNonAtomic']
    case '1996':
      return ['hash', 'sign', 'verify']
    default:
      return ['sign', 'verify']
  }
}

function lengthsOf(work: ProbeWork): readonly number[] {
  return work === 'write' || work === 'writeNonAtomic' || work === 'verify' ? SHORTER : LENGTHS
}

function probed(suite: SuiteName, work: ProbeWork, bytes: number): readonly [string, ProbedFigure] {
  return [nameOf(suite, work, bytes), { operation: operationOf(suite, work), bytes }]
}

function operationOf(suite: SuiteName, work: ProbeWork): ProfileOperation {
  const { hash, signature = 'ecdsaP256' } = algorithmsOf(suite, 'aesCbcMac')
  switch (work) {
    case 'hash':
      return hash
    case 'mac':
      return 'aesCbcMac'
    case 'random':
      return 'random'
    case 'sign':
      return `${signature}Sign`
    case 'verify':
      return `${signature}Verify`
    case 'write':
      return 'writeAtomic'
    case 'writeNonAtomic':
      return 'writeNonAtomic'
  }
}

function nameOf(suite: SuiteName, work: ProbeWork, bytes: number): string {
  return `${operationOf(suite, work)} of ${bytes} B`
}

function kindOf(suite: SuiteName): CardKind {
  return { name: `probe ${suite}`, applets: () => [probeApplet()], mac: 'aesCbcMac', suite }
}

function probe(suite: SuiteName, work: ProbeWork, bytes: number): CardOperation {
  return probeWith(suite, PROBE_COMMANDS[work], {
    name: nameOf(suite, work, bytes),
    request: (count) => ({ count, bytes }),
    times: TIMES[work],
    changes: work === 'write' || work === 'writeNonAtomic',
  })
}

function transaction(writes: number): CardOperation {
  return probeWith('p256', PROBE_COMMANDS.transaction, {
    name: `transaction of ${writes} writes of ${TRANSACTION_BYTES} B`,
    request: (count): TransactionRequest => ({ count, bytes: TRANSACTION_BYTES, writes }),
    times: TIMES.write,
    changes: true,
  })
}

interface ProbeTerms<Request> {
  readonly name: string
  readonly request: (count: number) => Request
  readonly times: number
  readonly changes: boolean
}

/** The baseline is the same command with nothing to do, which also makes keys and signatures ready. */
function probeWith<Request extends ProbeRequest>(
  suite: SuiteName,
  command: CardCommand<Request, Done, ProbeRefusal>,
  { name, request, times, changes }: ProbeTerms<Request>,
): CardOperation {
  return {
    name,
    group: 'single operations',
    kind: kindOf(suite),
    aid: PROBE_AID,
    changes,
    times,
    async prepare({ card }) {
      await sendOrMiss(card, command, request(0))
      return declared(command, { next: () => request(times), baseline: () => commandFor(command, request(0)) })
    },
  }
}
