// The card that signs each payment as an applet (src/payment/card-signature/SPEC.md 3): the last payment is one cell.

import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from '../../src/card/card-signature/commands.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { signedPaymentLayout, signerPersonalisationLayout } from '../../src/payment/card-signature/messages.ts'
import {
  lastPayment,
  NEW_SIGNER,
  pay,
  personaliseSigner,
  readSigner,
  readSignerCertificate,
  type SignerState,
} from '../../src/payment/card-signature/card.ts'
import type { AppletFactory } from '../applet.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { lengthed, readLengthed, writeOnce } from '../kit/stored.ts'
import { transitionApplet, type StateCells } from '../kit/transition-applet.ts'

/** A signer, not yet personalised. */
export function cardSignatureApplet(aid: Aid = CARD_SIGNATURE_AID): AppletFactory {
  return {
    aid,
    install({ memory, crypto }) {
      return transitionApplet({
        cells: allocateSignerCells(memory),
        commands: CARD_SIGNATURE_COMMANDS,
        steps: {
          personalise: personaliseSigner,
          readStatus: readSigner,
          readCertificate: readSignerCertificate,
          pay: (state, request) => pay(crypto, state, request),
          lastPayment,
        },
      })
    },
  }
}

/** RSA-2048 keys and signatures make the longest of both. */
const IDENTITY_BYTES = 2048
const LAST_BYTES = 340

export function allocateSignerCells(memory: AppletMemory): StateCells<SignerState> {
  const identity = memory.allocate('identity', IDENTITY_BYTES)
  const last = memory.allocate('last', LAST_BYTES)
  return {
    read: () => ({
      ...NEW_SIGNER,
      identity: readLengthed(identity, signerPersonalisationLayout),
      last: readLengthed(last, signedPaymentLayout),
    }),
    commit(before, next) {
      if (next.identity !== undefined && next.identity !== before.identity) {
        writeOnce(identity, signerPersonalisationLayout.encode(next.identity))
      }
      if (next.last !== undefined && next.last !== before.last) {
        last.write(lengthed(signedPaymentLayout.encode(next.last)))
      }
    },
  }
}
