import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import { loadIssuer } from '../party/issuer-file.ts'
import { TORN_COMMANDS } from '../scheme/cafe-tick/tear/torn-command.ts'
import { tickbench } from './testing/captured.ts'
import { LOG, testFolder } from './testing/small-log.ts'

const written = testFolder()

/** A verb of `card` that must succeed. */
async function card(...args: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await tickbench('card', ...args)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return out
}

function files(name: string): readonly string[] {
  return ['--card-image', written(`${name}.card`), '--issuer', written(`${name}.issuer`)]
}

interface CardDocument {
  readonly schema: string
  readonly card: { readonly real: boolean; readonly memoryWrites: number }
  readonly purse: {
    readonly kind: string
    readonly status: { readonly balance: string; readonly txCounter: number; readonly phase: string }
    readonly log: readonly { readonly kind: string; readonly units: string; readonly payee: string }[]
  }
}

describe('a card in a file', () => {
  it('is made, loaded, paid with by compare, and remembers it', async () => {
    const kept = files('life')
    expect(await card('new', ...kept, '--load', '1000')).toContain('1,000 minor units of CHF, last transaction 1')
    expect(await card('load', '500', ...kept)).toContain('loaded 1500, paid to sellers 0, so 1500 should be left')
    const compared = await tickbench(
      'compare',
      written('log', LOG),
      ...kept,
      '--scheme',
      'cafe-tick',
      '--suite',
      'p256',
    )
    expect(compared.exitCode).toBe(0)
    const found = JSON.parse(await card('info', ...kept, '--json')) as CardDocument
    expect(found).toMatchObject({
      schema: 'tickbench.card/1',
      card: { real: false },
      purse: { kind: 'purse', status: { balance: '1496', txCounter: 4, phase: 'closed' } },
    })
    expect(found.purse.log.map(({ kind, units }) => `${kind} ${units}`)).toEqual([
      'chain 1',
      'chain 1',
      'load 500',
      'load 1000',
    ])
    expect(found.purse.log[3]?.payee).toBe('0'.repeat(32))
    expect(await card('log', ...kept)).toMatch(/^4 +4 +1 tick of 1 to /m)
    expect(await card('info', ...kept)).toContain('paid to sellers 4, so 1496 should be left; standing: good')
  })

  it('gets the load that a crash kept from it before the next one', async () => {
    const kept = files('crash')
    const [, image = ''] = kept
    await card('new', ...kept, '--load', '100')
    const before = readFileSync(image)
    await card('load', '5', ...kept)
    writeFileSync(image, before) // as if the program had died between its two files
    expect(await card('info', ...kept)).toContain('100 minor units')
    expect(await card('load', '7', ...kept)).toContain('loaded 112, paid to sellers 0, so 112 should be left')
    expect(await card('info', ...kept)).toContain('112 minor units of CHF, last transaction 3')
  })

  it('is not changed by looking at it, nor by tearing it', async () => {
    const kept = files('same')
    await card('new', ...kept)
    const before = kept.filter((file) => existsSync(file)).map((file) => readFileSync(file))
    for (const verb of ['info', 'log', 'tear']) await card(verb, ...kept)
    expect(kept.filter((file) => existsSync(file)).map((file) => readFileSync(file))).toEqual(before)
    expect(before).toHaveLength(2)
  })

  it('never shows a key', async () => {
    const kept = files('secret')
    const shown = await card('new', ...kept, '--load', '10')
    const { certificateKey, loadMaster } = await loadIssuer(kept[3] ?? '')
    const all = [shown, await card('info', ...kept, '--json'), await card('tear', ...kept, '--json')]
      .join('')
      .toUpperCase()
    for (const key of [certificateKey.secretKey, loadMaster])
      expect(all).not.toContain(printHex(key).slice(0, 16).toUpperCase())
  })

  it('is refused in one line that says what to do next', async () => {
    const kept = files('refused')
    const [, image = '', , issuer = ''] = kept
    await card('new', ...kept)
    const others = files('other')
    const [, , , other = ''] = others
    await card('new', ...others)
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['new', ...kept], 5, /a card is made once; take another one/],
      [['new', '--card-image', written('x.card')], 2, /give --issuer FILE/],
      [['load', '5', '--card-image', image], 2, /give --issuer FILE/],
      [['load', '5', '--card-image', image, '--issuer', other], 5, /made by another issuer/],
      [['load', '5', '--card-image', image, '--issuer', written('none.issuer')], 2, /does not exist: give the file/],
      [['load', '0', ...kept], 2, /whole number/],
      [['info', '--card-image', written('none.card')], 2, /does not exist: make it with tickbench card new/],
      [['info', '--card-image', issuer], 2, /is no card image/],
      [['info', '--card-image', image, '--reader', 'pcsc:'], 2, /two cards/],
      [['tear', '--card-image', image], 2, /give --issuer FILE/],
      [['tear', 'log'], 2, /give one of tick, open, close, load/],
      [['tear', '--when', 'after'], 2, /say which with --write/],
      [['tear', '--write', '9999'], 2, /so write 9999 never happens/],
      [['tears'], 2, /unknown command/],
    ]
    for (const [args, code, line] of cases) {
      const { exitCode, out, err } = await tickbench('card', ...args)
      expect({ args, exitCode, out }).toEqual({ args, exitCode: code, out: '' })
      expect(err).toMatch(line)
    }
  })
})

interface TearDocument {
  readonly schema: string
  readonly writes: number
  readonly holds: boolean
  readonly cases: readonly {
    readonly state: string
    readonly end: { readonly conserved: boolean }
    readonly recovery: string[]
  }[]
}

describe('card tear', () => {
  it.each(TORN_COMMANDS)(
    '%s, torn at every write in every moment, leaves the old state or the new one',
    async (command) => {
      const found = JSON.parse(await card('tear', command, '--json')) as TearDocument
      expect(found).toMatchObject({ schema: 'tickbench.tear/1', holds: true })
      expect(found.cases).toHaveLength(found.writes * 3)
      expect(new Set(found.cases.map(({ state }) => state))).toEqual(new Set(['old', 'new']))
      for (const { recovery, end } of found.cases) {
        expect(recovery.slice(0, 3)).toEqual([expect.stringMatching(/ → no answer$/), 'power on', 'SELECT → 9000'])
        expect(end.conserved).toBe(true)
      }
    },
  )

  it('tells one tear step by step', async () => {
    const told = await card('tear', 'tick', '--write', '4', '--when', 'after')
    expect(told).toContain('2. When the power is back the memory holds the new state: balance 985, transaction 2 open.')
    expect(told).toContain('It had happened, so the answer is only repeated.')
    expect(told).toContain(
      '4. In the end the card holds 985 and the seller 15: nothing is lost and nothing is paid twice.',
    )
  })
})
