// The lab's page in a real browser, as a lecturer meets it: no strange request, no complaint, nothing that sticks out, by
// keyboard alone, under an accessibility checker, and quick enough. An invented session stands behind it, so that what is
// seen here is the page.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, settled, startBrowser } from './page/testing/browser.ts'
import { FakeLab } from './page/testing/fake-lab.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const SIZES = {
  wide: { width: 1400, height: 900 },
  projector: { width: 1280, height: 720 },
  narrow: { width: 400, height: 860 },
} as const

let browser: Browser
const open: (() => Promise<unknown>)[] = []

async function openLab(size: keyof typeof SIZES, query = ''): Promise<{ lab: FakeLab; page: Page; url: string }> {
  const lab = new FakeLab()
  const url = (await lab.start()).replace('/#', `/${query}#`)
  const context = await browser.newContext({ viewport: SIZES[size] })
  const page = await context.newPage()
  open.push(
    () => context.close(),
    () => lab.stop(),
  )
  await page.addInitScript({
    content: `window.complaints = []; addEventListener('error', ({ message }) => complaints.push(message))`,
  })
  await page.goto(url)
  await page.locator('.lane').first().waitFor()
  labs.set(page, lab)
  await settled(page, lab)
  return { lab, page, url }
}

const labs = new Map<Page, FakeLab>()

const NO_ORDERS = new Set(['b', 'l', 't'])

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  const lab = labs.get(page)
  if (lab === undefined) throw new Error('no lab has this page')
  for (const key of keys) {
    await settled(page, lab)
    const answered = NO_ORDERS.has(key) ? undefined : page.waitForResponse(/orders/)
    await page.keyboard.press(key)
    await answered
  }
  await settled(page, lab)
}

const rowCount = async (page: Page): Promise<number> =>
  Number(await page.locator('[role=grid]').getAttribute('aria-rowcount'))

const said = (page: Page): Promise<string> => page.locator('.happened p').first().innerText()

/** What axe finds. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(AXE)
  return page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`)
}

const STATES: Readonly<Record<string, (page: Page, lab: FakeLab) => Promise<void>>> = {
  ready: async (_, lab) => lab.burst(20),
  held: async (page) => {
    await press(page, '4', 'p', 'ArrowRight')
    await page.locator('.happened.held').waitFor()
  },
  torn: async (page) => {
    await press(page, '4', 'p', 'ArrowRight', 't', 'd')
    await page.getByText('the old state stands.').first().waitFor()
  },
  verdict: async (page) => {
    await press(page, 'p', 'd')
    await page.getByText('Stopped by the check').first().waitFor()
  },
}

describe.skipIf(CHROMIUM === undefined)('the lab’s page in Chromium (skipped where chromium is not installed)', () => {
  beforeAll(async () => (browser = await startBrowser()))
  afterAll(async () => {
    for (const close of open) await close()
    await browser?.close()
  })

  it('asks its own lab only, complains of nothing, and forgets the key that was in the address', async () => {
    const { page, url, lab } = await openLab('wide')
    const strange: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) strange.push(request.url())
    })
    page.on('console', (message) => complaints.push(message.text()))
    await page.reload()
    await page.locator('.lane').first().waitFor()
    lab.burst(40)
    await press(page, '4', 'p', 'ArrowRight', 't', 'd')
    await page.locator('.happened.bad').waitFor()
    expect({ strange, complaints, thrown: await page.evaluate('complaints') }).toEqual({
      strange: [],
      complaints: [],
      thrown: [],
    })
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.evaluate(`sessionStorage.getItem('tickbench-key')`)).toBe('drive')
  })

  it.each([
    ['wide', ''],
    ['projector', '?projector'],
    ['narrow', ''],
  ] as const)('nothing sticks out of %s', async (size, query) => {
    for (const state of ['ready', 'torn']) {
      const { page, lab } = await openLab(size, query)
      lab.burst(40)
      await STATES[state]?.(page, lab)
      await page.waitForTimeout(400)
      const over = await page.evaluate(`({
        across: document.documentElement.scrollWidth - innerWidth,
        down: document.documentElement.scrollHeight - innerHeight,
        cut: [...document.querySelectorAll('.lane-side, .projector .lane, .meters .scroll, .happened')]
          .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
          .map((box) => [box.className, box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight].join(' ')),
      })`)
      if (size === 'narrow') expect(over).toMatchObject({ across: 0 })
      else expect({ state, ...(over as object) }).toEqual({ state, across: 0, down: 0, cut: [] })
    }
  })

  it('shows the rows of its list', async () => {
    const { page, lab } = await openLab('wide')
    lab.burst(500)
    const rows = page.locator('[role=grid] [role=row]')
    await expect.poll(() => rowCount(page)).toBeGreaterThan(7000)
    expect(await rows.count()).toBeLessThan(40)
    expect((await rows.last().boundingBox())?.height).toBe(24)
    await expect.poll(() => page.locator('.row.selected').isVisible()).toBe(true)
  })

  describe.each(['light', 'dark', 'projector'] as const)('is accessible in %s', (look) => {
    it.each(Object.keys(STATES))('while %s', async (state) => {
      const { page, lab } = await openLab('wide')
      await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
      lab.burst(17)
      await STATES[state]?.(page, lab)
      if (look === 'projector') await press(page, 'b')
      await page.waitForTimeout(350)
      expect(await violations(page)).toEqual([])
    })
  })

  it.each(['ready', 'torn'])('is accessible on a telephone while %s', async (state) => {
    const { page, lab } = await openLab('narrow')
    lab.burst(17)
    await STATES[state]?.(page, lab)
    for (const summary of await page.locator('main > details > summary').all()) await summary.click()
    await page.waitForTimeout(350)
    expect(await violations(page)).toEqual([])
  })

  it('gives a whole demonstration by keyboard', async () => {
    const { page, lab } = await openLab('wide')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await press(page, 'p')
    await expect.poll(() => said(page)).toContain('Ada paid 1 unit')
    await press(page, '4', 'p', 'ArrowRight', 'ArrowRight')
    await expect.poll(() => said(page)).toContain('has not passed its commit point')
    await press(page, 't', 'd')
    await expect.poll(() => said(page)).toContain('the old state stands')
    await press(page, 'x')
    await expect.poll(() => said(page)).toContain('The card is out')
    await press(page, 'x', 'd')
    await expect.poll(() => said(page)).toContain('Stopped by the check')
    const last = lab.session.events.length
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => said(page)).toContain('Looking back')
    await page.keyboard.press('End')
    await expect.poll(() => said(page)).toContain('Stopped by the check')
    await page.keyboard.press('/')
    await page.keyboard.type('torn p')
    await expect.poll(() => rowCount(page)).toBeLessThan(last)
    expect(await said(page)).toContain('Stopped by the check') // a letter in a field is no order
  })

  it('speaks sentences only, at most one a second', async () => {
    const { page, lab } = await openLab('wide')
    lab.burst(300)
    await page.waitForTimeout(1300)
    const lines = await page.locator('[role=log] p').allInnerTexts()
    expect(lines.length).toBeLessThan(3)
    expect(lines.at(-1)).toMatch(/things happened\. Last: Ada paid 1 unit to the kiosk\./)
  })

  it('keeps what it has when the lab is gone, and goes on when it is back', async () => {
    const { page, lab, url } = await openLab('wide')
    lab.burst(10)
    await expect.poll(() => rowCount(page)).toBeGreaterThan(100)
    await lab.stop()
    await expect.poll(() => said(page)).toContain('does not answer')
    const kept = await rowCount(page)
    expect(kept).toBe(lab.session.events.length)
    lab.burst(2)
    await lab.start(Number(new URL(url).port))
    await expect.poll(() => rowCount(page), { timeout: 8000 }).toBe(lab.session.events.length)
  })

  it('has no stream while nobody sees it', async () => {
    const { page, lab } = await openLab('wide')
    await expect.poll(() => lab.streams).toBe(1)
    const hide = (hidden: boolean): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`)
    await hide(true)
    await expect.poll(() => lab.streams).toBe(0)
    lab.burst(3)
    await hide(false)
    await expect.poll(() => said(page)).toContain('Ada paid 1 unit')
    expect(lab.streams).toBe(1)
  })

  it('only watches when another page took the seat, until it takes it back', async () => {
    const { page, lab } = await openLab('wide')
    lab.unseat()
    await page.getByText('watching').waitFor()
    expect(await page.getByRole('button', { name: 'Pay P' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Drive' }).click()
    await page.getByText('driving').waitFor()
    await press(page, 'p')
    await expect.poll(() => said(page)).toContain('Ada paid 1 unit')
  })

  it('shows nothing of the session before when another begins', async () => {
    const { page, lab } = await openLab('wide')
    lab.burst(30)
    await expect.poll(() => rowCount(page)).toBe(lab.session.events.length)
    lab.beginAnew()
    lab.burst(1)
    await expect.poll(() => rowCount(page)).toBe(lab.session.events.length)
    expect(await page.locator('.ledger').first().innerText()).toMatch(/purse\s*999/)
  })

  it('moves nothing for those who want no movement', async () => {
    const { page, lab } = await openLab('wide')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    lab.burst(2)
    await page.waitForTimeout(100)
    const moving = await page.evaluate(`[...document.querySelectorAll('*')].filter((one) => {
      const { transitionDuration, animationName } = getComputedStyle(one)
      return transitionDuration !== '0s' || animationName !== 'none'
    }).length`)
    expect(moving).toBe(0)
  })

  it('is saved as one file that needs no lab', async () => {
    const lab = new FakeLab()
    lab.burst(40)
    const folder = mkdtempSync(join(tmpdir(), 'lab-page-'))
    open.push(async () => rmSync(folder, { recursive: true }))
    const file = join(folder, 'saved.html')
    writeFileSync(file, lab.saved())
    const page = await browser.newPage({ viewport: SIZES.wide })
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    await expect.poll(() => said(page)).toContain('Ada paid 1 unit')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => said(page)).toContain('Looking back')
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href])
    await page.close()
  })
})
