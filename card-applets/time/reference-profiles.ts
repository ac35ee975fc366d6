// Two profiles that are no cards: one that costs nothing, so that protocols can be compared by counts alone, and the
// workstation that the papers of 1996 reckon with.

import type { CardProfile } from './card-profile.ts'
import type { Figure } from './figures.ts'

function always(milliseconds: number, quality: Figure['quality'] = 'ok'): readonly Figure[] {
  return [{ bytes: undefined, ns: milliseconds * 1_000_000, quality }]
}

const FREE = always(0, 'assumed')

export const REFERENCE_PROFILES: readonly CardProfile[] = [
  {
    name: 'ideal',
    title: 'a card that takes no time',
    source: 'assumption: everything is free',
    figures: {
      sha1: FREE,
      sha256: FREE,
      retailMac3Des: FREE,
      aesCbcMac: FREE,
      aesCbcEncrypt: FREE,
      ecdsaP256Sign: FREE,
      ecdsaP256Verify: FREE,
      rsa1024Sign: FREE,
      rsa1024Verify: FREE,
      rsa2048Sign: FREE,
      rsa2048Verify: FREE,
      random: FREE,
      writeAtomic: FREE,
      writeNonAtomic: FREE,
    },
    wires: { none: { kind: 'none' } },
  },
  {
    name: 'workstation-1996',
    title: 'a workstation of 1996',
    source:
      'Rivest and Shamir, PayWord and MicroMint, 1996: 2 RSA signatures, 200 verifications and 20,000 hashes a second; ' +
      'a MAC is reckoned as two hashes; memory and randomness are not in the paper and are assumed free',
    figures: {
      sha1: always(0.05),
      sha256: always(0.05, 'assumed'),
      retailMac3Des: always(0.1, 'assumed'),
      aesCbcMac: always(0.1, 'assumed'),
      rsa1024Sign: always(500),
      rsa1024Verify: always(5),
      random: FREE,
      writeAtomic: FREE,
      writeNonAtomic: FREE,
    },
    wires: { none: { kind: 'none' } },
  },
]
