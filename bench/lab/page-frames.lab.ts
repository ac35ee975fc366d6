// How much work the page makes of what happens: the processor time of its one thread for a frame, whoever else is on the
// machine, and what it keeps in memory. At sixty frames a second a frame may take 16 ms. Bars are three times what is wanted.

import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, startBrowser } from './page/testing/browser.ts'
import { FakeLab } from './page/testing/fake-lab.ts'

const FRAMES = 120
const WAIT_FRAMES = `new Promise((resolve) => {
  let left = ${FRAMES}
  const frame = () => ((left -= 1) > 0 ? requestAnimationFrame(frame) : resolve())
  requestAnimationFrame(frame)
})`

describe.skipIf(CHROMIUM === undefined)('the lab’s page under load (skipped where chromium is not installed)', () => {
  let browser: Browser
  let lab: FakeLab
  let page: Page
  let devtools: CDPSession

  beforeAll(async () => {
    browser = await startBrowser(['--enable-precise-memory-info', '--js-flags=--expose-gc'])
    lab = new FakeLab()
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    await page.goto(await lab.start())
    await page.locator('.lane').first().waitFor()
    devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.stop()
  })

  async function threadMs(): Promise<number> {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }

  const allShown = (): Promise<unknown> =>
    expect
      .poll(() => page.locator('[role=grid]').getAttribute('aria-rowcount'), { timeout: 60_000 })
      .toBe(String(lab.session.events.length))

  it.each([
    [1000, 16],
    [4900, 16],
    [19_300, 22],
  ])('%i events a second', async (rate, most) => {
    const stop = lab.flood(rate)
    const before = await threadMs()
    await page.evaluate(WAIT_FRAMES)
    const each = (await threadMs()) - before
    stop()
    await allShown()
    expect(each / FRAMES).toBeLessThan(most * 3)
  })

  it('keeps a hundred thousand events, and steps back through them', async () => {
    while (lab.session.events.length < 100_000) lab.burst(500)
    await allShown()
    const heap = await page.evaluate('gc(), performance.memory.usedJSHeapSize')
    expect(Number(heap)).toBeLessThan(150e6)
    const before = await threadMs()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.locator('.happened').innerText()).toContain('Looking back')
    expect((await threadMs()) - before).toBeLessThan(200 * 3)
  })
})
