// Writes the pictures of the lab's page: `npm run screenshots`. Always the same payments, stopped at the same write.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { settled, startBrowser } from './browser.ts'
import { FakeLab } from './fake-lab.ts'

const FOLDER = fileURLToPath(new URL('../../pictures/', import.meta.url))
const LOOKS = [
  { name: 'wide', width: 1400, height: 900, query: '' },
  { name: 'projector', width: 1280, height: 720, query: '?projector' },
  { name: 'narrow', width: 400, height: 860, query: '' },
] as const

mkdirSync(FOLDER, { recursive: true })
const browser = await startBrowser(['--disable-lcd-text', '--font-render-hinting=none'])
for (const { name, width, height, query } of LOOKS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const lab = new FakeLab()
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto((await lab.start()).replace('/#', `/${query}#`))
    await play(page, lab)
    await page.screenshot({ path: `${FOLDER}${name}-${colorScheme}.png` })
    await page.close()
    await lab.stop()
  }
}
await browser.close()

/** Some payments, then one that is held at the write before its commit point. */
async function play(page: Page, lab: FakeLab): Promise<void> {
  await settled(page, lab)
  lab.burst(60)
  for (const key of ['4', 'p', 'ArrowRight', 'ArrowRight']) {
    await settled(page, lab)
    const answered = page.waitForResponse(/orders/)
    await page.keyboard.press(key)
    await answered
  }
  await settled(page, lab)
  await page.waitForTimeout(600) // figures are drawn a quarter of a second later
  await page.locator('.happened.held').waitFor()
}
