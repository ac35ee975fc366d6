// What a payment scheme declares of itself, once. Command line, tables, charts, cost curves, risks, judges and generated
// text iterate over such declarations (schemes.ts) and know no scheme by name. How to write one: bench/examples.

import type { MacAlgorithm } from '../../../card-applets/time/algorithms.ts'
import type { AppletFactory } from '../../../card-applets/applet.ts'
import type { ProgramWatch } from '../../../card-applets/memory/nvm.ts'
import type { ModelledClock, TimeRange } from '../../../card-applets/time/modelled-clock.ts'
import type { CardSetting } from '../../../card-applets/time/card-profiles.ts'
import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'
import type { ChainFunction } from '../../../src/chain/step.ts'
import type { Crypto, SuiteName } from '../../../src/crypto/crypto.ts'
import type { OperationCounts } from '../../../src/crypto/operations.ts'
import type { Lane, Witness } from '../../witness/witness.ts'
import type { MicroTransaction, Workload } from '../../workload/micro-transaction.ts'
import type { CardRack } from './rack.ts'
import type { LastingModule, LastingPurse } from './lasting.ts'
import type { Directory } from './directory.ts'
import type { OptionValues, SchemeOption } from './option.ts'
import type { ChainPolicy, ClearTerms } from './policy.ts'
import type { SelfCheck } from './self-check.ts'

/** `Evidence` is what the honest parties keep, public keys included, in portions: all that the judge is given. */
export interface SchemeDeclaration<Evidence = unknown> {
  /** On the command line, in documents, and of the folders that hold it. */
  readonly name: string
  /** In charts and sentences. */
  readonly title: string
  /** What it follows: the paper or standard, and the specification of its messages and checks. */
  readonly paper: string
  /** The roles whose operations are counted, by the place that each has in every scheme. */
  readonly parties: Readonly<Record<Place, readonly string[]>>
  /** Its own words on the command line. */
  readonly options: readonly SchemeOption<unknown>[]
  /** How it opens, claims and splits payments under these options: parts of the line `policy`. */
  terms?(options: OptionValues): readonly string[]
  /** Why these settings do not go together, as a line for the user who gave them. */
  refuse?(settings: Pick<SchemeSettings, 'clear' | 'options'> & { readonly suite: SuiteName }): string | undefined
  /** The suites that its cards sign with under these options; all unless given. */
  suites?(options: OptionValues): readonly SuiteName[] | undefined
  /** Of a scheme with cards: what an emulated one carries. */
  readonly card?: SchemeCard
  /** Whether what a payment costs depends on those before it: chains are opened, used up and cleared. */
  readonly hasChains: boolean
  /** Claims every payment at once, whatever the clear policy. */
  readonly claimsAtOnce?: boolean
  /** A rule over other schemes: it has no cost curve of its own. */
  readonly isComposed?: boolean
  /** About what a payment costs on the host, in no unit: shares schemes among processes. */
  readonly weight: number
  /** Its colour in every chart. */
  readonly series: number
  /** Who risks what, in plain words. */
  readonly risks: readonly Risk[]
  /** The counts that its papers state, by role, for a run of these facts; a run that differs fails its self-check. */
  expected(facts: CountedFacts, options: OptionValues): Readonly<Record<string, OperationCounts>>
  readonly judge: Judge<Evidence> | NoJudge
  /** Sets up buyers and sellers, neither counted nor timed. Throws `CardUnfit`, `CardEnds`, `ForeignCard`. */
  open(input: SchemeInput): Promise<OpenScheme<Evidence>>
}

export type Place = 'payer' | 'seller' | 'backOffice'

export interface SchemeCard {
  /** Of the payer's card; freshly made. */
  readonly applets: () => readonly AppletFactory[]
  /** What the applets' MAC is modelled as. */
  readonly mac: MacAlgorithm
  /** Whether sellers have a chip too, which may be one in a reader. */
  readonly hasModule?: boolean
}

export interface Judge<Evidence> {
  /** The self-check that it makes. */
  readonly finds: string
  /** Whether anybody can judge, or only who holds the issuer's keys. */
  readonly needsSecrets: boolean
  /** A judge at work. It remembers what it has verified, whatever comes later. */
  sit(crypto: Crypto): Court<Evidence>
}

export interface Court<Evidence> {
  /** What a portion of evidence alone proves to be owed, by the seller's name in the workload; what portions prove adds up. */
  hear(portion: Evidence): ReadonlyMap<string, bigint>
}

/** Why nothing can be proven to a third party; printed with the result. */
export interface NoJudge {
  readonly none: string
}

export interface Risk {
  readonly party: string
  readonly risk: string
}

/** What formulas of counts are made of. */
export interface CountedFacts {
  readonly payments: number
  readonly chainsOpened: number
  /** Who paid, who was paid, and pairs of them: whoever is shown a certificate checks it once. */
  readonly buyers: number
  readonly sellers: number
  readonly pairs: number
  /** Chips that paid: one a buyer, or one for all. */
  readonly cards: number
  /** Messages or commands by which sellers claimed. */
  readonly claims: number
  /** Of these, with a signature of the seller. */
  readonly signedClaims: number
  /** Units paid, of the run's unit. */
  readonly units: number
}

export interface SchemeSettings {
  readonly crypto: Crypto
  /** What all parties walk chains with; the fastest kernel here unless given. */
  readonly chain?: ChainFunction
  readonly policy: ChainPolicy
  readonly clear: ClearTerms
  readonly seed: number
  /** Value of a coupon or tick, minor units: every price of the workload is a multiple of it. */
  readonly unit: bigint
  /** Each scheme's own; what is absent is as the scheme would have it. */
  readonly options?: OptionValues
  /** A card for each buyer, or the given one for all; emulated ones unless given. */
  readonly cards: 'one-each' | 'one-for-all' | CardRack
  /** Chips of the sellers; each is an emulated one unless given. */
  readonly modules?: CardRack | undefined
  /** The one in a reader, which outlives the run. */
  readonly module?: LastingModule | undefined
  /** A card that outlives the run, and its issuer. */
  readonly purse?: LastingPurse | undefined
  /** For cards that want one; without it, those of emulated tokens. */
  readonly pins?: TokenPins | undefined
  /** Which card the emulated ones are timed as; no modelled time without it. */
  readonly profile: CardSetting | undefined
  /** Whether modelled time really passes. */
  readonly paced?: boolean | undefined
  /** Told of everything that happens in the run. */
  readonly witness?: Witness | undefined
  /** With a witness: asked at each physical write of an emulated card, when it has been told, whether the power goes. */
  readonly tear?: ProgramWatch | undefined
}

export interface SchemeInput extends SchemeSettings {
  readonly workload: Workload
  readonly directory: Directory
  /** The scheme's own of the witness. */
  readonly lane?: Lane | undefined
}

/** A scheme set up with its buyers and sellers, before the first payment. */
export interface OpenScheme<Evidence> {
  /** Carries one micro-transaction to its seller: opens, tops up and clears by the policy on the way. */
  pay(transaction: MicroTransaction): void | Promise<void>
  /** Clears and closes everything that is still open. */
  settle(): Promise<void>
  books(): MoneyBooks
  meters(): Meters
  /**
   * A portion: what the parties have kept for good since this was asked last; after `settle` nothing is missing. Plain
   * data where anybody can judge, so that a judge elsewhere can.
   */
  evidence(): Evidence
  /** Of a scheme with chips. */
  readonly cardClock?: CardClock
}

/** Where the money is. Amounts in minor units. */
export interface MoneyBooks {
  readonly payments: number
  /** What the back office has paid to each seller. */
  readonly revenueBySeller: ReadonlyMap<string, bigint>
  /** The same with others that it has paid, where there are any: what the judge must find. */
  readonly paidOut?: ReadonlyMap<string, bigint>
  readonly chainsOpened?: number
  /** Chains that a card closed before their hold ended, because it keeps one open chain and paid another seller. */
  readonly closedForOther?: number
  /** What must hold of these books; agreement with the log and with the judge is checked for every scheme. */
  readonly checks: readonly SelfCheck[]
  /** What else a reader should know, a line each. */
  readonly notes?: readonly string[]
}

/** Counted from the first payment on. */
export interface Meters {
  /** By role. */
  readonly operations: Readonly<Record<string, OperationCounts>>
  readonly messages: number
  readonly bytes: number
  /** Claims that were made. */
  readonly claims: number
  /** Command and response pairs exchanged with cards. */
  readonly apdus?: number
  /** Modelled time of the cards over the whole run, where a card profile was given. */
  readonly cardTime?: ReturnType<ModelledClock['read']>
}

/** Modelled time of the chips so far, and host time that was waited for it. */
export interface CardClock {
  read(): ReturnType<ModelledClock['read']> | undefined
  now(): TimeRange | undefined
  sleptNs(): number
  /** Of it, what others had the processor for: it is no part of the host's time either. */
  waitedAsleepNs(): number
  /** Host time inside chips since the first payment: of emulated ones, or waiting for one in a reader. */
  inCardsNs(): number
}
