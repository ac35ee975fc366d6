// The suites that use cards and readers as users run them: compiled, in a process of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCardSetting } from '../../card-applets/time/card-profiles.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { CORE_CLOCK } from '../measure/result.ts'
import { readSampleLog } from '../run/sample-log.ts'
import { measureInChildren } from './in-child.ts'
import type { SuiteOptions } from './suite.ts'
import { findSuite } from './suites.ts'

const compiled = join(packageFolder(), 'dist', 'bench', 'suites', 'suites.js')
const LIMIT_MS = 300_000

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (name: string, options: Partial<SuiteOptions> = {}) =>
  measureInChildren(findSuite(name)!, { seed: 1, effort: 'quick', rounds: 2, ...options })

describe.skipIf(!existsSync(compiled))('the compiled suite (needs npm run build)', () => {
  it(
    'apdu measures the emulated driver, and each native binding or says how to get it',
    async () => {
      const { results, notes } = await run('apdu')
      const names = results.map(({ name }) => name)
      expect(names).toContain('emulated driver, 16 B')
      const alone = results.find(({ name }) => name === 'its hashes and signature alone, noble')
      expect(Object.keys(alone?.ratioTo ?? {})).toEqual(['tick, noble'])
      for (const binding of ['pcsclite', 'pcsc-mini']) {
        const isMeasured = names.includes(`pcsc driver over ${binding}, 16 B`)
        expect(isMeasured || notes.some((note) => note.includes(binding))).toBe(true)
      }
      const timed = results.filter(({ regime }) => regime !== CORE_CLOCK)
      expect(timed.every(({ latencyNs }) => (latencyNs?.p50 ?? 0) > 0)).toBe(true)
    },
    LIMIT_MS,
  )

  it(
    'card goes on where it was interrupted, and loses no process that was measured',
    async () => {
      const samplesFile = join(folder, 'card.jsonl')
      const card = { reader: 'emulated:', suite: 'p256', mayChange: false } as const
      const controller = new AbortController()
      const progress = (done: number, total: number) => (done / total > 0.5 ? controller.abort() : undefined)
      await run('card', { samplesFile, card, rounds: 4, progress, signal: controller.signal })
      const kept = readFileSync(samplesFile, 'utf8')
      const document = await run('card', { samplesFile, card, rounds: 4 })
      expect(readFileSync(samplesFile, 'utf8').startsWith(kept)).toBe(true)
      const { head, blocks } = readSampleLog(samplesFile)
      expect(blocks.length).toBe(head.plan.cases.length * head.plan.rounds)
      expect(document.rounds).toBe(head.plan.rounds)
    },
    LIMIT_MS,
  )

  it(
    'a run whose program is killed ends quietly, keeps whole blocks, and goes on',
    async () => {
      const samplesFile = join(folder, 'signature.jsonl')
      const program = join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')
      for (const wanted of [10, 30, 50]) {
        const child = spawn(process.execPath, [
          program,
          'bench',
          'signature',
          '--quick',
          '--quiet',
          '--samples',
          samplesFile,
        ])
        let said = ''
        child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
        while (linesOf(samplesFile) <= wanted) await setTimeout(5)
        child.kill('SIGKILL')
        await once(child.stderr, 'close') // the process that measures has it, too
        expect(said).toBe('')
      }
      await run('signature', { samplesFile, rounds: 8, minutes: 5 })
      const { head, blocks } = readSampleLog(samplesFile)
      const planned = head.plan.cases.length * head.plan.rounds
      expect(blocks.length).toBe(planned)
      // Killed between two blocks of a process, that process is asked anew for both.
      expect(linesOf(samplesFile) - 1 - planned).toBeLessThanOrEqual(3)
    },
    LIMIT_MS,
  )

  it(
    'scheme tells measured, modelled and counted apart for every card scheme',
    async () => {
      const profile = findCardSetting('jcop4-j3r180')!
      const { results } = await run('scheme', {
        card: { reader: 'emulated:', suite: 'p256', mayChange: false, profile },
      })
      for (const scheme of ['cafe-tick', 'purse-mac', 'card-signature']) {
        const origins = results.filter(({ name }) => name === scheme).map(({ origin }) => origin)
        expect(origins.toSorted()).toEqual(['counted', 'measured', 'modelled'])
      }
    },
    LIMIT_MS,
  )
})

function linesOf(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0
}
