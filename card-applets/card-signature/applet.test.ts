import { describe, expect, it } from 'vitest'
import { send } from '../../src/card/commands.ts'
import { CARD_SIGNATURE_COMMANDS, CARD_SIGNATURE_STATUSES } from '../../src/card/card-signature/commands.ts'
import { openSigner } from '../../src/card/card-signature/terminal.ts'
import { payClaim } from '../../src/payment/card-signature/acquirer.ts'
import { NOW, PAYEE, requestOf, signerWorld } from '../../src/payment/card-signature/testing/signer-world.ts'
import { must } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { ask } from '../testing/ask.ts'
import { careless, forgetful, nonAtomic } from '../testing/careless.ts'
import { portCard } from '../testing/port-card.ts'
import { poweredWith } from '../testing/powered-with.ts'
import { asking, askingOnce, tearApplet, type TearReport } from '../testing/tear-applet.ts'
import { allocateSignerCells, cardSignatureApplet } from './applet.ts'

const world = signerWorld()
const { issuer } = world
const terminal = { ...issuer, issuerKey: issuer.certificateKey.publicKey, now: () => NOW }

function personalised(applet = cardSignatureApplet()): EmulatedCard {
  const card = poweredWith(applet)
  must(ask(card, CARD_SIGNATURE_COMMANDS.personalise, world.personalisation))
  return card
}

describe('one card, one seller, one acquirer, through bytes', () => {
  it('a payment is signed, accepted and paid, and told again', async () => {
    const card = portCard(personalised())
    const signer = openSigner(card, terminal)
    const claim = must(await signer.pay(must(await signer.certificate()), requestOf()))
    expect(must(payClaim(issuer, world.account, { payee: PAYEE, now: NOW }, claim)[1])).toBe(30n)
    expect(must(await send(card, CARD_SIGNATURE_COMMANDS.lastPayment, {}))).toEqual(claim.signed)
    expect(must(await send(card, CARD_SIGNATURE_COMMANDS.readStatus, {})).counter).toBe(1)
  })

  it.each([
    ['lost', (card: EmulatedCard) => card.faults.loseNextAnswer()],
    ['spoilt', (card: EmulatedCard) => card.faults.corruptNext(new Uint8Array(120).fill(1))],
  ])('a payment whose answer is %s is signed once', async (_name, disturb) => {
    const card = personalised()
    const signer = openSigner(portCard(card), terminal)
    const certificate = must(await signer.certificate())
    disturb(card)
    const claim = must(await signer.pay(certificate, requestOf()))
    expect(claim.signed.payment.counter).toBe(1)
    expect(must(ask(card, CARD_SIGNATURE_COMMANDS.readStatus, {})).counter).toBe(1)
  })
})

function tearSigner(applet = cardSignatureApplet(), tearRecovery = false): TearReport {
  const image = personalised(applet).image()
  const scenarios = [
    {
      name: 'PERSONALISE',
      prepare: () => poweredWith(applet),
      act: askingOnce(CARD_SIGNATURE_COMMANDS.personalise, world.personalisation),
    },
    {
      name: 'SIGN PAYMENT',
      prepare: () => poweredWith(applet, image),
      act: asking(CARD_SIGNATURE_COMMANDS.pay, requestOf()),
    },
  ]
  return tearApplet({ applet, allocate: allocateSignerCells, scenarios, tearRecovery })
}

describe('oracle 4', () => {
  it('torn at any write, the signer is old or new and gives the same signature', () => {
    const { cases, violations } = tearSigner(cardSignatureApplet(), true)
    process.stdout.write(`tear matrix of the signer: ${cases} cases\n`)
    expect(violations).toEqual([])
    expect(cases).toBeGreaterThan(50)
  })

  it('the matrix notices non-atomic writes, and signatures that leave without being written', () => {
    const { violations } = tearSigner(careless(cardSignatureApplet(), nonAtomic))
    for (const command of ['PERSONALISE', 'SIGN']) {
      expect(violations.filter((line) => line.startsWith(command))).not.toEqual([])
    }
    const forgets = careless(cardSignatureApplet(), (memory) => forgetful(memory, (name) => name === 'last'))
    expect(tearSigner(forgets).violations).not.toEqual([])
  })
})

it('gives every refusal a status word of its own, and uses each in some command', () => {
  const words = Object.values(CARD_SIGNATURE_STATUSES).map(({ sw }) => sw)
  expect(new Set(words).size).toBe(words.length)
  const used: readonly string[] = Object.values(CARD_SIGNATURE_COMMANDS).flatMap(({ refusals }) => [...refusals])
  expect(new Set(used)).toEqual(new Set(Object.keys(CARD_SIGNATURE_STATUSES)))
})
