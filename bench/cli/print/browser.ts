// Which browser prints, if any is installed: Chromium and its relatives, found when they are needed. A browser, because
// what it prints is what the page shows, its text is text, and nothing has to be installed for those who never print:
// converters written in JavaScript that know style sheets and fonts need a DOM and are ten times this program.

import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const ELSEWHERE: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
}

/** Names a browser that is elsewhere. */
export const BROWSER_VARIABLE = 'TICKBENCH_CHROMIUM'

export interface BrowserSearch {
  readonly environment: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly canRun: (path: string) => boolean
}

/** The path of its program, or undefined. */
export function findBrowser({ environment, platform, canRun }: BrowserSearch = HERE): string | undefined {
  const named = environment[BROWSER_VARIABLE]
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const inPath = (name: string): readonly string[] => folders.map((folder) => join(folder, name))
  if (named !== undefined && named !== '') return (isAbsolute(named) ? [named] : inPath(named)).find(canRun)
  return [...NAMES.flatMap(inPath), ...(ELSEWHERE[platform] ?? [])].find(canRun)
}

const HERE: BrowserSearch = {
  environment: process.env,
  platform: process.platform,
  canRun: (path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  },
}
