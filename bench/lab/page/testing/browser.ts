// The lab's page in Chromium: where it is found, how it is started, what a test or a picture waits for.

import { chromium, type Browser, type Page } from 'playwright-core'
import type { FakeLab } from './fake-lab.ts'
import { findProgram } from '../../../../reader/testing/programs.ts'

export const CHROMIUM: string | undefined = findProgram('chromium')

/** For browsers that meet nobody's pages but ours. */
export const BROWSER_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: [...BROWSER_FLAGS, ...flags] })
}

/** The event that the page shows as its last. */

/** Until the page knows what its lab is at, since a button or key works only then. */
export async function settled(page: Page, { view, session }: FakeLab): Promise<void> {
  await page
    .locator(`html[data-state=${view.state}][data-seq='${session.events.length}']`)
    .waitFor({ state: 'attached' })
}
