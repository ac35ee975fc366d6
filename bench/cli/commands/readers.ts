// `tickbench readers` and `tickbench doctor`: what is here, through which driver, what is missing and how to get it.
// Nothing is opened, written or tried: a card is only seen, never spoken to.

import { randomBytes } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Command } from 'commander'
import { hidDriver } from '../../../reader/drivers/hid/hid.ts'
import { pcscDriver } from '../../../reader/drivers/pcsc/pcsc.ts'
import { surveyReaders, type Surveyed } from '../../../reader/survey.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { selectKernel } from '../../../src/chain/kernel/select.ts'
import { hostFacts, packageVersion } from '../about.ts'
import { kernelCandidates, kernelName, nativeRefusal } from '../../native/fastest-kernel.ts'
import type { Paint } from '../../words/paint.ts'
import { EXIT } from '../exit.ts'
import type { Shell } from '../shell.ts'
import { findBrowser } from '../print/browser.ts'
import { HOW_TO_GET_A_BROWSER } from '../print-errors.ts'

export function declareReaders(command: Command, { terminal, end }: Shell): void {
  command
    .description('Lists PC/SC readers and HID tokens with what is in them. Exit code 4 when there are none.')
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const found = await survey()
      if (json) terminal.document(`${JSON.stringify(documentOf(found))}\n`)
      else terminal.out(paintedLines(found.flatMap(readerLines), terminal.look.paint))
      end(found.some(({ readers }) => readers.length > 0) ? EXIT.done : EXIT.wire)
    })
}

export function declareDoctor(command: Command, { terminal, end }: Shell): void {
  command
    .description('Everything but Node is optional: what is missing here only closes the door it is for.')
    .action(async () => {
      const { node, platform, cpu } = hostFacts()
      const lines = [
        `ok       tickbench ${packageVersion()}, Node ${node}, ${platform}, ${cpu}`,
        'ok       emulated card: always there, no card, reader or driver needed',
        ...kernelLines(),
        ...(await survey()).flatMap(readerLines),
        programLine('java', 'Java, for the card applets in jCardSim', 'get it with: sudo apt install default-jdk'),
        programLine('mvn', 'Maven, to build and test the Java applets', 'get it with: sudo apt install maven'),
        programLine(
          'opensc-tool',
          'opensc-tool, a PC/SC client for the lab tests',
          'get it with: sudo apt install opensc',
        ),
        browserLine(),
        programLine('umockdev-run', 'umockdev, HID devices without hardware', 'get it with: sudo apt install umockdev'),
      ]
      terminal.out(paintedLines(lines, terminal.look.paint))
      end(EXIT.done)
    })
}

/** The word that each line begins with says how it is. */
function paintedLines(lines: readonly string[], paint: Paint): string {
  return lines.map((line) => `${line.replace(/^ok/, paint.good).replace(/^missing/, paint.doubt)}\n`).join('')
}

/** The fastest kernel that exists here and passed its self-test; what is said of the native one is how to get it. */
function kernelLines(): readonly string[] {
  const selection = selectKernel('indexed', kernelCandidates())
  const { kernel, passedOver } = selection
  const ofSource = passedOver.filter(({ name }) => name !== 'native')
  const others = ofSource.map(
    ({ name, reason }) => `${name} ${reason === 'unavailable' ? 'does not exist here' : 'failed its self-test'}`,
  )
  const fastest = `ok       chain kernel: ${kernelName(kernel)}${others.length === 0 ? '' : ` (${others.join(', ')})`}`
  if (kernel.name === 'native') return [fastest]
  const missing =
    nativeRefusal(selection) ?? 'native chain kernel, for speed: not built; npm run native (needs a C compiler)'
  return [fastest, `missing  ${missing}`]
}

function survey(): Promise<readonly Surveyed[]> {
  return surveyReaders([pcscDriver(), hidDriver({ random: (length) => new Uint8Array(randomBytes(length)) })])
}

function readerLines({ driver, readers, failure }: Surveyed): readonly string[] {
  if (failure !== undefined) return [`missing  ${driver}: ${failure.message}`]
  if (readers.length === 0) return [`ok       ${driver}: works, but nothing is connected`]
  return readers.map(({ reader, card, taken, atr }) => {
    const cardText = atr.length === 0 ? `card ${card}` : `card ${card}, ATR ${printHex(atr)}`
    return `ok       ${driver}:${reader} (${cardText}${taken ? ', held by another program' : ''})`
  })
}

function documentOf(found: readonly Surveyed[]): unknown {
  const drivers = found.map(({ driver, readers, failure }) => ({
    driver,
    readers: readers.map((state) => ({ ...state, atr: printHex(state.atr) })),
    failure: failure === undefined ? null : { code: failure.code, message: failure.message },
  }))
  return { schema: 'tickbench.readers/1', drivers }
}

/** Looks along PATH and starts nothing. */
/** Any of several programs. */
function browserLine(): string {
  const what = 'Chromium, Chrome or Edge, for reports as PDF and figures as PNG'
  return findBrowser() === undefined ? `missing  ${what}: ${HOW_TO_GET_A_BROWSER}` : `ok       ${what}`
}

function programLine(name: string, what: string, how: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => isExecutable(join(folder, name))) ? `ok       ${what}` : `missing  ${what}: ${how}`
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
