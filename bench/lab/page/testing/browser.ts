// The lab's page in Chromium: where it is found, how it is started, what a test or a picture waits for.

import { chromium, type Browser } from 'playwright-core'
import { findProgram } from '../../../../reader/testing/programs.ts'

export const CHROMIUM: string | undefined = findProgram('chromium')

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: [...FLAGS, ...flags] })
}

/** The event that the page shows as its last. */
