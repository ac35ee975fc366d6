import { expect, it } from 'vitest'
import { ATTACKS } from '../attack/attacks.ts'
import { tickbench } from './testing/captured.ts'

it('lists every script with its source', async () => {
  const { exitCode, out } = await tickbench('attack', '--list')
  expect(exitCode).toBe(0)
  for (const { name, source } of ATTACKS) {
    expect(out).toContain(`${name}: `)
    expect(out).toContain(source)
  }
  expect(out).not.toContain('succeeds')
})

it('runs one script and shows who gains and which check stops it', async () => {
  const { out } = await tickbench('attack', 'disagreement')
  expect(out).toMatch(/3kp {2,}succeeds {2}buyer -25, seller \+25/)
  expect(out).toMatch(/3kp-hardened {2,}stopped {3}nobody gains {2,}sellerSignatureWrong/)
})

it('gives machines one document, amounts as decimal strings', async () => {
  const { out } = await tickbench('attack', 'disagreement', '--json')
  expect(JSON.parse(out)).toMatchObject({
    schema: 'tickbench.attack/1',
    attacks: [
      { name: 'disagreement', rows: [{ setting: '1kp', gains: { seller: '25' } }, {}, {}, { outcome: 'stopped' }] },
    ],
  })
})

it('says which scripts there are when asked for one that is not', async () => {
  const { exitCode, err } = await tickbench('attack', 'bribery')
  expect(exitCode).toBe(2)
  expect(err).toContain('forged-clear')
})
