// Schemes by name: set up with the same buyers, sellers, keys and policies, ready for the first payment.

import { FACTORY_PINS } from '../../card-applets/kit/token-key.ts'
import type { TokenPins } from '../../src/card/tokens/foreign-pin.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { sellerSigns, type Variant } from '../../src/payment/ikp/variant.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { createSignatureScheme } from './card-signature/run.ts'
import { createTickScheme } from './cafe-tick/run.ts'
import type { CardSchemeInput } from './chips/card-run.ts'
import type { CardRack } from './chips/card-rack.ts'
import type { LastingIssuer } from './cafe-tick/issuer.ts'
import { directoryOf } from './directory.ts'
import { createAutoScheme } from './ikp/auto/run.ts'
import { createBrokerScheme } from './ikp/broker/run.ts'
import { createCouponScheme } from './ikp/coupon/run.ts'
import { withKeyPool } from './key-pool.ts'
import { createMacroScheme } from './ikp/macro/run.ts'
import type { LastingModule } from './purse-mac/issuer.ts'
import { createMacScheme } from './purse-mac/run.ts'
import { PAYMENT_SIGNERS, type PaymentSignerName } from './card-signature/signer.ts'
import type { ChainPolicy, ClearTerms } from './policy.ts'
import type { Scheme, SchemeName } from './scheme.ts'
import { DEFAULT_TICK_POLICY, type TickPolicy } from './cafe-tick/policy.ts'

export interface SchemeSettings {
  readonly crypto: Crypto
  /** Which iKP opens chains and pays macro payments. */
  readonly variant: Variant
  readonly policy: ChainPolicy
  readonly clear: ClearTerms
  readonly seed: number
  /** Value of a coupon or tick, minor units: every price of the workload is a multiple of it. */
  readonly unit: bigint
  readonly cards: CardSchemeInput['cards']
  /** Of the sellers in `purse-mac`. */
  readonly modules?: CardSchemeInput['modules']
  /** The one in a reader, which outlives the run. */
  readonly module?: LastingModule | undefined
  readonly profile: CardSchemeInput['profile']
  readonly paced?: CardSchemeInput['paced']
  /** A purse that outlives the run, for `cafe-tick`; other schemes keep to `cards`, and to its issuer where that is one. */
  readonly purse?: LastingPurse | undefined
  readonly ticks?: TickPolicy
  /** Which kind of card signs in `card-signature`. */
  readonly signer?: PaymentSignerName
  /** For signers that want one; without it, those of emulated tokens. */
  readonly pins?: TokenPins | undefined
}

export interface LastingPurse {
  readonly rack: CardRack
  readonly issuer: LastingIssuer
}

/** One after the other, in the order of `names`. Throws `RangeError` for claims that sellers of the variant cannot make. */
export async function buildSchemes(
  names: readonly SchemeName[],
  workload: Workload,
  settings: SchemeSettings,
): Promise<readonly Scheme[]> {
  if (settings.clear.proof === 'signed' && !sellerSigns(settings.variant)) {
    throw new RangeError('sellers of 1KP have no signature key, so their claims cannot be signed')
  }
  const crypto = withKeyPool(settings.crypto)
  const input = { ...settings, crypto, workload, directory: directoryOf(workload) }
  const schemes: Scheme[] = []
  for (const name of names) schemes.push(await build(name, input))
  return schemes
}

type SchemeInput = SchemeSettings & Pick<CardSchemeInput, 'workload' | 'directory'>

function build(name: SchemeName, input: SchemeInput): Promise<Scheme> {
  switch (name) {
    case 'ikp-coupon':
      return createCouponScheme(input)
    case 'ikp-broker':
      return createBrokerScheme(input)
    case 'ikp-auto':
      return createAutoScheme(input)
    case 'ikp-macro':
      return createMacroScheme(input)
    case 'cafe-tick':
      return createTickScheme({
        ...input,
        cards: input.purse?.rack ?? input.cards,
        issuer: input.purse?.issuer,
        ticks: input.ticks ?? DEFAULT_TICK_POLICY,
      })
    case 'purse-mac':
      return createMacScheme({ ...input, issuer: issuerOfReal(input) })
    case 'card-signature':
      return createSignatureScheme({
        ...input,
        issuer: issuerOfReal(input),
        signer: PAYMENT_SIGNERS[input.signer ?? 'counter-signer'],
        pins: input.pins ?? EMULATED_PINS,
      })
  }
}

/** Beside a purse in an image file, other schemes have emulated cards of their own, made anew. */
function issuerOfReal({ cards, purse }: SchemeInput): LastingIssuer | undefined {
  return typeof cards === 'string' ? undefined : purse?.issuer
}

const EMULATED_PINS: TokenPins = { ...FACTORY_PINS, tellTries: () => undefined }
