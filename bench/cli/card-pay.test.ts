import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { saveCardImage, loadCardImage } from '../../card-applets/image-file.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import { openPurse, selectPurse } from '../../src/card/cafe-tick/terminal.ts'
import type { CardPort } from '../../src/card/port.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { indexedChain } from '../../src/chain/step.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../src/payment/card-certificate.ts'
import { loadIssuer } from '../party/issuer-file.ts'
import { labCard } from '../scheme/chips/lab-card.ts'
import { CURRENCY } from '../scheme/contract/policy.ts'
import { unwrap } from '../scheme/chips/refusals.ts'
import { freshBytes, fullCard } from './full-card.ts'
import { tickbench, tickbenchAt } from './testing/captured.ts'
import { ownDataFolder } from './testing/own-data-folder.ts'
import { plugIn } from './testing/plug-in.ts'
import { testFolder } from './testing/small-log.ts'

const written = testFolder()
ownDataFolder()

interface Kept {
  readonly image: string
  readonly issuer: string
  readonly args: readonly string[]
}

/** A card with 100 units and its issuer, which no other test uses. */
async function newCard(name: string): Promise<Kept> {
  const [image, issuer] = [written(`${name}.card`), written(`${name}.issuer`)]
  const args = ['--card-image', image, '--issuer', issuer]
  await must('card', 'new', ...args, '--load', '100')
  return { image, issuer, args }
}

async function must(...args: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await tickbench(...args)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return out
}

async function balanceOf({ args }: Kept): Promise<string> {
  const { purse, ledgers } = JSON.parse(await must('card', 'info', ...args, '--json')) as {
    readonly purse: { readonly status: { readonly balance: string } }
    readonly ledgers: { readonly words: string }
  }
  return `${purse.status.balance} ${ledgers.words}`
}

interface PayDocument {
  readonly modelled: { readonly lowerNs: number; readonly byCause: Readonly<Record<string, { lowerNs: number }>> }
}

describe('card pay', () => {
  it('pays a seller by hand, and the two files agree afterwards', async () => {
    const kept = await newCard('pays')
    const out = await must('card', 'pay', '5', ...kept.args)
    expect(out).toMatch(/^paid {7}5 units to demo-seller: 5 ticks, 10 APDUs, 40 memory writes$/m)
    expect(out).toMatch(/^balance {4}100 → 95, deposited 5\nledgers {4}agree$/m)
    expect(await balanceOf(kept)).toBe('95 agree')
  })

  it('says the same as a document, with modelled time by cause where a card is named', async () => {
    const kept = await newCard('document')
    const words = ['20', '--times', '3', '--tick-value', '5', '--seller', 'baker', '--card-profile', 'jcop4-j3r180']
    const document = JSON.parse(await must('card', 'pay', ...words, ...kept.args, '--json')) as PayDocument
    expect(document).toMatchObject({
      schema: 'tickbench.pay/1',
      card: { real: false },
      seller: { name: 'baker' },
      payments: 3,
      units: '20',
      tickValue: '5',
      ticks: 12,
      apdus: 27,
      memoryWrites: 108,
      deposited: '60',
      holds: true,
      balance: { before: '100', after: '40' },
      modelled: { card: 'jcop4-j3r180' },
      ledgers: { kind: 'agree' },
    })
    const { modelled } = document
    const parts = Object.values(modelled.byCause).reduce((sum, { lowerNs }) => sum + lowerNs, 0)
    expect(Math.abs(parts - modelled.lowerNs)).toBeLessThan(10)
    expect(modelled.byCause['signature']?.lowerNs).toBeGreaterThan(1e6)
    expect(await balanceOf(kept)).toBe('40 agree')
  })

  it('refuses in one line, and leaves both files as they were', async () => {
    const kept = await newCard('refused')
    const before = [kept.image, kept.issuer].map((file) => readFileSync(file))
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['101', ...kept.args], 5, /holds 100 minor units, and 101 are to be paid: load it with card load, or pay less$/],
      [['60', '--times', '2', ...kept.args], 5, /and 120 are to be paid/],
      [['7', '--tick-value', '2', ...kept.args], 2, /no whole number of ticks of 2/],
      [['2000000', ...kept.args], 2, /2,000,000 ticks are more than a chain has \(1,048,576\)/],
      [['5', '--seller', '', ...kept.args], 2, /give a name of 1 to 64 characters/],
      [['5', '--card-profile', 'none', ...kept.args], 2, /no such card or wire/],
      [['5', '--card-image', kept.image], 2, /give --issuer FILE/],
      [['5', '--reader', 'emulated:'], 5, /a blank tick purse: make one with card new/],
      [['0', ...kept.args], 2, /whole number/],
    ]
    for (const [words, code, line] of cases) {
      const { exitCode, out, err } = await tickbench('card', 'pay', ...words)
      expect({ words, exitCode, out }).toEqual({ words, exitCode: code, out: '' })
      expect(err.trimEnd()).toMatch(line)
    }
    expect([kept.image, kept.issuer].map((file) => readFileSync(file))).toEqual(before)
  })

  it('ends the chain that another seller has open, and gives back what was reserved', async () => {
    const kept = await newCard('open')
    await openForOther(kept, 10)
    const out = await must('card', 'pay', '5', ...kept.args)
    expect(out).toMatch(/^balance {4}100 → 95, deposited 5\nledgers {4}agree$/m)
    expect(await balanceOf(kept)).toBe('95 agree')
  })

  it('prints lines that fit', async () => {
    const kept = await newCard('fits')
    const words = ['5', '--card-profile', 'jcop4-j3r180', ...kept.args, '--trace', 'all']
    const { out, err } = await tickbenchAt({ columns: 80 }, 'card', 'pay', ...words)
    expect(`${out}${err}`.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(err).toMatch(/^ {4}1 card {11}> OPEN TICKS/m)
  })
})

/** As a seller would who then went away. */
async function openForOther({ image, issuer }: Kept, limit: number): Promise<void> {
  const crypto = nodeCrypto('p256')
  const { certificateKey } = await loadIssuer(issuer)
  const { card, open } = labCard({ crypto, random: freshBytes, image: await loadCardImage(image) })
  const channel = usualStack(open())
  const terminal = { crypto, chain: indexedChain, issuerKey: certificateKey.publicKey, now: () => Date.now() }
  unwrap('SELECT', await selectPurse(channel))
  const purse = openPurse(channel, terminal)
  const request = {
    payee: new Uint8Array(PAYEE_BYTES).fill(9),
    terminalNonce: freshBytes(NONCE_BYTES),
    date: Date.now(),
    currency: CURRENCY,
    tickValue: 1n,
    limit,
    batch: 4,
  }
  unwrap('OPEN', await purse.open(unwrap('certificate', await purse.certificate()), request))
  await saveCardImage(image, card.image())
}

describe('after a crash', () => {
  it('between the two files, the next payment ends what was begun', async () => {
    const kept = await newCard('between')
    copyFileSync(kept.image, `${kept.image}.before`)
    await must('card', 'pay', '5', ...kept.args)
    copyFileSync(kept.image, `${kept.image}.next`)
    copyFileSync(`${kept.image}.before`, kept.image) // killed when the issuer's file was replaced and the card's not
    const out = await must('card', 'pay', '7', ...kept.args)
    expect(out).toMatch(/^balance {4}95 → 88, deposited 7$/m)
    expect(existsSync(`${kept.image}.next`)).toBe(false)
    expect(await balanceOf(kept)).toBe('88 agree')
  })

  it('before them, nothing has happened', async () => {
    const kept = await newCard('before')
    for (const file of [kept.image, kept.issuer]) copyFileSync(file, `${file}.before`)
    await must('card', 'pay', '5', ...kept.args)
    copyFileSync(kept.image, `${kept.image}.next`)
    for (const file of [kept.image, kept.issuer]) copyFileSync(`${file}.before`, file)
    expect(await must('card', 'pay', '7', ...kept.args)).toMatch(/^balance {4}100 → 93, deposited 7$/m)
    expect(await balanceOf(kept)).toBe('93 agree')
  })

  it('an older copy of a card pays nobody, and its issuer remembers it', async () => {
    const kept = await newCard('copy')
    const before = readFileSync(kept.image)
    await must('card', 'pay', '5', ...kept.args)
    writeFileSync(kept.image, before)
    const { exitCode, out, err } = await tickbench('card', 'pay', '5', ...kept.args)
    expect({ exitCode, out }).toEqual({ exitCode: 5, out: '' })
    expect(err).toContain('is it an older copy of the card? Its issuer now holds it for broken')
    const again = await tickbench('card', 'pay', '5', ...kept.args)
    expect(again).toMatchObject({ exitCode: 5, err: expect.stringContaining('its issuer holds the card for broken') })
  })
})

describe('with a card in a reader', () => {
  const CONSENT = '--yes-change-this-card'

  it('asks its holder first, and keeps what was paid when the card is pulled', async () => {
    const { card } = fullCard('p256')
    expect(await inReader(card, ['new', '--load', '50', CONSENT])).toMatchObject({ exitCode: 0 })
    const asked = await inReader(card, ['pay', '5'])
    expect(asked).toMatchObject({ exitCode: 2, out: '' })
    expect(asked.err).toMatch(/would pay 5 minor units from this card, and end a chain that is open: add --yes-change/)
    expect((await inReader(card, ['pay', '5', CONSENT])).out).toMatch(/^balance {4}50 → 45, deposited 5$/m)
    const model = await inReader(card, ['pay', '5', CONSENT, '--card-profile', 'jcop4-j3r180'])
    expect(model).toMatchObject({ exitCode: 2, err: expect.stringContaining('has a time of its own') })

    let ticks = 0
    const pulled: CardPort = {
      ...portOf(card),
      exchange(bytes) {
        if (bytes[1] === 0x32 && (ticks += 1) > 7) throw new WireFailure('cardRemoved', 'pulled')
        return card.exchange(bytes)
      },
    }
    const broken = await inReader(pulled, ['pay', '5', '--times', '3', CONSENT])
    expect(broken).toMatchObject({ exitCode: 4, out: '' })
    expect(broken.err).toContain('1 of 3 payments were made before')
    expect((await inReader(card, ['info'])).out).toContain('paid to sellers 12, so 38 should be left')
    expect((await inReader(card, ['pay', '8', CONSENT])).out).toMatch(/^balance {4}38 → 30, deposited 8$/m)
  })
})

async function inReader(card: CardPort, words: readonly string[]) {
  const port = await freePort()
  const running = tickbench('card', ...words, '--reader', `vpicc:${port}`)
  const plugged = await plugIn(port, card)
  try {
    return await running
  } finally {
    await plugged.unplug()
  }
}

function portOf(card: CardPort): CardPort {
  return {
    powerOn: () => card.powerOn(),
    reset: () => card.reset(),
    powerOff: () => card.powerOff(),
    exchange: (bytes) => card.exchange(bytes),
  }
}
