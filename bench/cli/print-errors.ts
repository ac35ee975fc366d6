// What is said where nothing prints: no browser, or one that fails. In one line, with the way out.

import { BROWSER_VARIABLE, findBrowser } from './print/browser.ts'
import { PrintingFailed } from './print/devtools.ts'
import { UserError } from './exit.ts'

/** For `doctor`, too. */
export const HOW_TO_GET_A_BROWSER = `get it with: sudo apt install chromium; or name one in ${BROWSER_VARIABLE}`

/** `option` is what has to be printed for. Throws `UserError`. */
export function neededBrowser(option: string): string {
  const browser = findBrowser()
  if (browser !== undefined) return browser
  throw new UserError(
    `${option} is printed by Chromium, which is not here: ${HOW_TO_GET_A_BROWSER}; .svg and .html need none`,
  )
}

/** Throws `UserError` in place of `PrintingFailed`. */
export async function unlessItFails<Printed>(printing: Promise<Printed>): Promise<Printed> {
  try {
    return await printing
  } catch (cause) {
    if (!(cause instanceof PrintingFailed)) throw cause
    const message = `${cause.message}: name another browser in ${BROWSER_VARIABLE}, or write .svg or .html`
    throw new UserError(message, undefined, { cause })
  }
}
