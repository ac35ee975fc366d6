// This project's own applet as a card that signs payments: it counts, keeps a limit and repeats its last answer.

import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { send } from '../../../src/card/commands.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from '../../../src/card/card-signature/commands.ts'
import { openSigner } from '../../../src/card/card-signature/terminal.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import {
  certifyKey,
  makeSigner,
  type SignatureIssuer,
  type SignerAccount,
} from '../../../src/payment/card-signature/acquirer.ts'
import { plainProof } from '../../../src/payment/card-signature/messages.ts'
import { cardCertificateLayout } from '../../../src/payment/card-certificate.ts'
import { unwrap } from '../chips/refusals.ts'
import { CardUnfit, ForeignCard } from '../contract/failure.ts'
import type { Enrolment, PaymentSigner } from './signer.ts'

/** This project's own applet, made for it: the card counts, keeps a limit and repeats its last answer. */
export const counterSigner: PaymentSigner = {
  title: 'an applet that signs each payment under a counter of its own',
  applet: () => cardSignatureApplet(),
  proof: plainProof,
  async enrol(card, issuer, { random, order, terminal }) {
    if (!(await selectApplet(card, CARD_SIGNATURE_AID))) throw new CardUnfit('there is no signer applet on this card')
    return {
      account: (await accountOn(card, issuer)) ?? (await personalised(card, issuer, { random, order })),
      ...openSigner(card, terminal),
    }
  },
}

/** Of a card that comes back; undefined for a blank one. Throws `ForeignCard`. */
async function accountOn(card: OpenCard, issuer: SignatureIssuer): Promise<SignerAccount | undefined> {
  const shown = await send(card, CARD_SIGNATURE_COMMANDS.readCertificate, {})
  if (!shown.ok) return undefined
  const { certificate, signature } = shown.value
  const { crypto, certificateKey } = issuer
  const signed = cardCertificateLayout.encode(certificate)
  if (!crypto.signatures.verify(certificateKey.publicKey, signed, signature)) throw new ForeignCard()
  const [account] = certifyKey(issuer, certificate.publicKey, { ...certificate, creditLimit: LARGEST_MINOR_UNITS })
  return account
}

async function personalised(
  card: OpenCard,
  issuer: SignatureIssuer,
  { random, order }: Pick<Enrolment, 'random' | 'order'>,
): Promise<SignerAccount> {
  const [account, personalisation] = makeSigner(issuer, random, order)
  unwrap('PERSONALISE', await send(card, CARD_SIGNATURE_COMMANDS.personalise, personalisation))
  return account
}
