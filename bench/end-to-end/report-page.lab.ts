// The report in a real browser, as people meet it: no request, no error, light and dark, narrow, on paper, by keyboard,
// and under an accessibility checker.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inventedDocument, inventedResult } from '../measure/testing/documents.ts'
import type { BenchDocument } from '../measure/result.ts'
import { formatCount } from '../words/format.ts'
import { tickbench } from '../cli/testing/captured.ts'
import { BROWSER_FLAGS, CHROMIUM } from '../lab/page/testing/browser.ts'

/** Suites are measured in children of the compiled program. */
const PROGRAM = fileURLToPath(new URL('../../dist/bench/cli/main.js', import.meta.url))
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Something of everything that a chart is drawn from, with long names. */
function inventedRun(): BenchDocument {
  const name = 'a rather long name for what was measured here, on a chain kept in a rather long-winded way'
  const law = { kind: 'affine', start: 0, slope: 1, chance: 0.5, largestResidual: 0, alsoFit: [] } as const
  const results = [10, 1_000].map((n) =>
    inventedResult({
      name: `${name}, n = ${formatCount(n)}`,
      latencyNs: { p50: 1e3, p95: 2e4, p99: 3e5, max: 4e8 },
      perSecond: { median: 1e6 / n, low: 9e5 / n, high: 2e6 / n },
    }),
  )
  const growth = [
    {
      regime: 'one',
      name,
      variable: 'things',
      each: 'a thing of a long name',
      points: [10, 1_000],
      processes: 8,
      law,
      localExponents: [],
    },
  ]
  return inventedDocument(results, { suite: 'scale', growth })
}

async function unfold(page: Page): Promise<void> {
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true })`)
}

/** What an accessibility checker finds on the page as it is shown. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(AXE)
  return page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`)
}

function line(at: number): string {
  return `10.0.0.${at % 9} - - [10/Oct/2000:13:55:36 -0700] "GET /${at % 3}/x HTTP/1.0" 200 9\n`
}

describe.skipIf(CHROMIUM === undefined)('the report in Chromium (skipped where chromium is not installed)', () => {
  let folder: string
  let context: BrowserContext
  let page: Page
  let file: string
  let four: string
  const requests: string[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-page-'))
    file = join(folder, 'report.html')
    const log = join(folder, 'access.log')
    writeFileSync(log, Array.from({ length: 60 }, (_, at) => line(at)).join(''))
    const [run, bench] = [join(folder, 'run.json'), join(folder, 'bench.json')]
    four = join(folder, 'four.html')
    writeFileSync(run, (await tickbench('compare', log, '--reader', 'emulated:', '--json')).out)
    writeFileSync(bench, JSON.stringify(inventedRun()))
    await tickbench('report', run, bench, '--quiet', '--out', file)
    const suites = ['chain', 'signature', 'card'].map((suite) => {
      const out = join(folder, `${suite}.json`)
      execFileSync(process.execPath, [PROGRAM, 'bench', suite, '--quick', '--rounds', '1', '-q', '--out', out])
      return out
    })
    await tickbench('report', run, ...suites, '--quiet', '--out', four)
    const profile = join(folder, 'profile')
    context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM ?? '',
      args: [...BROWSER_FLAGS],
    })
    page = await context.newPage()
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(pathToFileURL(file).href)
  }, 240_000)
  afterAll(async () => {
    await context?.close()
    rmSync(folder, { recursive: true })
  })

  it('asks for nothing but itself and complains of nothing', () => {
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href])
    expect(complaints).toEqual([])
  })

  it('shows every chart, once for the width of the window', async () => {
    await unfold(page)
    for (const [width, shown, hidden] of [
      [1000, 'wide', 'narrow'],
      [390, 'narrow', 'wide'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      const charts = await page.locator(`svg.${shown}`).all()
      expect(charts.length).toBeGreaterThan(2)
      for (const chart of charts) expect((await chart.boundingBox())?.height).toBeGreaterThan(100)
      expect(await page.locator(`svg.${hidden}`).first().isVisible()).toBe(false)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect({ width, overflow: Math.max(Number(overflow), 0) }).toEqual({ width, overflow: 0 })
    }
  })

  it('keeps every word of every chart inside its picture', async () => {
    for (const [width, shown] of [
      [1000, 'wide'],
      [390, 'narrow'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      const outside = await page.evaluate(`[...document.querySelectorAll('svg.${shown}')].flatMap((svg) => {
        const box = svg.getBoundingClientRect()
        return [...svg.querySelectorAll('text')].filter((text) => {
          const own = text.getBoundingClientRect()
          return own.left < box.left - 2 || own.right > box.right + 2 || own.bottom > box.bottom + 2
        }).map((text) => text.textContent)
      })`)
      expect({ width, outside }).toEqual({ width, outside: [] })
    }
  })

  it.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
    await page.setViewportSize({ width: 1000, height: 900 })
    await page.emulateMedia({ colorScheme })
    await unfold(page)
    expect(await violations(page)).toEqual([])
  })

  it('wears other colours in the dark, and those of paper on paper', async () => {
    const background = `getComputedStyle(document.body).backgroundColor`
    const seen: unknown[] = []
    for (const [media, colorScheme] of [
      ['screen', 'light'],
      ['screen', 'dark'],
      ['print', 'dark'],
    ] as const) {
      await page.emulateMedia({ media, colorScheme })
      seen.push(await page.evaluate(background))
    }
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    expect(seen[1]).not.toBe(seen[0])
    expect(seen[2]).toBe(seen[0])
  })

  it('is printed', async () => {
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(50_000)
  })

  it('is reached by keyboard: the skip link first, then contents, tables and their scrolling parts', async () => {
    await page.goto(pathToFileURL(file).href)
    await unfold(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    const reached = new Set<unknown>()
    for (let at = 0; at < 120; at += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate('document.activeElement.localName'))
    }
    expect([...reached]).toEqual(expect.arrayContaining(['a', 'summary', 'div']))
    await page.reload()
    const summary = page.locator('summary').first()
    await summary.focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('details').first().locator('table').isVisible()).toBe(true)
  })

  it.each([
    ['column', 252],
    ['page', 518],
  ] as const)(
    'gives a figure for a paper: a %s of PDF is one sheet of its size, PNG has 600 dots an inch',
    async (width, points) => {
      const files = ['pdf', 'png'].map((ending) => join(folder, `${width}.${ending}`))
      for (const out of files) {
        const said = await tickbench(
          'report',
          join(folder, 'run.json'),
          '--figure',
          'payment-cost',
          '--width',
          width,
          '--out',
          out,
        )
        expect(said).toEqual({ exitCode: 0, out: `Report  ${out}\n`, err: '' })
      }
      const [pdf, png] = [readFileSync(files[0] ?? '', 'latin1'), readFileSync(files[1] ?? '')]
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
      const box = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)/.exec(pdf)?.[1]
      expect(Math.abs(Number(box) - points)).toBeLessThan(2)
      expect(Math.abs(png.readUInt32BE(16) - (points / 72) * 600)).toBeLessThan(10)
      expect(png.subarray(37, 41).toString('latin1')).toBe('pHYs')
    },
  )

  it('prints the whole page as PDF', async () => {
    const out = join(folder, 'whole.pdf')
    expect(await tickbench('report', join(folder, 'run.json'), '--quiet', '--out', out)).toMatchObject({
      exitCode: 0,
    })
    expect(readFileSync(out, 'latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2)
  })

  describe('of a comparison and three suites', () => {
    beforeAll(async () => {
      await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
      await page.goto(pathToFileURL(four).href)
    })

    it('holds the answer in its first screen: three sentences and what a payment costs', async () => {
      await page.setViewportSize({ width: 1400, height: 900 })
      expect(await page.locator('.answer').count()).toBe(3)
      for (const part of await page.locator('.answer, #payment-cost svg.wide').all()) {
        const { y = 0, height = 0 } = (await part.boundingBox()) ?? {}
        expect(height).toBeGreaterThan(20)
        expect(y + height).toBeLessThan(900)
      }
      const tables = await page.locator('table:visible').count()
      expect(tables).toBe(0)
    })

    it('is at most 6,000 pixels high before anything is unfolded', async () => {
      await page.setViewportSize({ width: 1400, height: 900 })
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(6_000)
    })

    it('leads every mark of a doubt to its line, each once', async () => {
      const lost = await page.evaluate(
        `[...document.querySelectorAll('a.mark')].filter((a) => document.querySelectorAll(a.getAttribute('href')).length !== 1).length`,
      )
      expect(lost).toBe(0)
      expect(await page.locator('a.mark').count()).toBeGreaterThan(50)
    })

    it.each(['light', 'dark'] as const)('is accessible in %s, folded and unfolded', async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page)).toEqual([])
      await unfold(page)
      expect(await violations(page)).toEqual([])
      await page.reload()
    })

    it('is nowhere wider than a window of 400 pixels, unfolded or not', async () => {
      await page.setViewportSize({ width: 400, height: 800 })
      const width = (): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth')
      expect(await width()).toBe(400)
      await unfold(page)
      expect(await width()).toBe(400)
    })
  })
})
