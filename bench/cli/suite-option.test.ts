// One default suite in every verb; files and modelled cards bring their own; a named one overrides both.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findCardSetting } from '../../card-applets/time/card-profiles.ts'
import { cardRequestOf } from './card-options.ts'
import { suiteFor } from './suite-option.ts'
import { tickbench } from './testing/captured.ts'

const RSA_ONLY = 'javacos-a20'
let folder = ''
let issuer = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'))
  issuer = join(folder, 'rsa.issuer')
  const made = await tickbench(
    'card',
    'new',
    '--suite',
    'rsa2048',
    '--card-image',
    join(folder, 'a'),
    '--issuer',
    issuer,
  )
  expect(made.exitCode, made.err).toBe(0)
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the suite in force', () => {
  const setting = findCardSetting(RSA_ONLY)

  it('is P-256 unless something needs another', async () => {
    expect(await suiteFor({ suite: undefined })).toBe('p256')
    expect(await suiteFor({ suite: undefined, setting: findCardSetting('jcop4-j3r180') })).toBe('p256')
    expect(cardRequestOf({ reader: 'auto', suite: undefined, yesChangeThisCard: false }).suite).toBe('p256')
  })

  it('is what a modelled card was measured with', async () => {
    expect(await suiteFor({ suite: undefined, setting })).toBe('rsa2048')
    const request = { reader: 'auto', cardProfile: RSA_ONLY, suite: undefined, yesChangeThisCard: false }
    expect(cardRequestOf(request).suite).toBe('rsa2048')
  })

  it("is that of an issuer's file, also beside a modelled card", async () => {
    expect(await suiteFor({ suite: undefined, issuer })).toBe('rsa2048')
    expect(await suiteFor({ suite: undefined, issuer, setting: findCardSetting('jcop4-j3r180') })).toBe('rsa2048')
  })

  it('is the one that was named', async () => {
    expect(await suiteFor({ suite: '1996', issuer, setting })).toBe('1996')
  })
})
