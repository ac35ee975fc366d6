// `tickbench apdu` and `tickbench record`: talk to a card by hand, see what the bytes mean, keep the conversation.
// A real card is only read unless its holder allows more: nothing is written and no PIN is tried without consent.

import { randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { purseApplet } from '../../../card-applets/purse/purse-applet.ts'
import { parseAddress } from '../../../reader/address.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { openReader, type OpenedReader } from '../../../reader/open.ts'
import { recorded } from '../../../reader/recording/recorder.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import type { CardChannel } from '../../../src/card/channel.ts'
import { PURSE_AID, PURSE_COMMANDS } from '../../../src/card/purse-commands.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { decodeCommand, type CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { printStatusWord } from '../../../src/iso7816/status-word.ts'
import { decodeTlvs, type Tlv } from '../../../src/iso7816/tlv.ts'
import { hostClock } from '../../measure/latency.ts'
import { EXIT, UserError } from '../exit.ts'
import type { Shell } from '../shell.ts'

interface ApduOptions {
  readonly reader: string
  readonly yesChangeThisCard: boolean
}

const EXAMPLES = `
Examples:
  tickbench apdu 00A404000AF07469636B7075727365          select the purse, see its FCI taken apart
  tickbench apdu --reader pcsc: < commands.txt           one command a line from standard input
  tickbench record talk.txt 00A4040000                   keep the conversation; replay it with --reader replay:talk.txt`

export function addApdu(program: Command, shell: Shell): void {
  const command = program
    .command('apdu')
    .summary('talk to a card by hand')
    .description('Sends commands given as hex and explains the answers. Without commands it reads them line by line.')
    .argument('[HEX...]', 'command APDUs')
  withReader(command).action(async (commands: readonly string[], options: ApduOptions) => {
    await converse(shell, commands, options, undefined)
    shell.end(EXIT.done)
  })
}

export function addRecord(program: Command, shell: Shell): void {
  const command = program
    .command('record')
    .summary('keep a conversation with a card')
    .description('Like apdu, and writes everything to FILE as text. PINs and keys are masked before they are written.')
    .argument('<FILE>', 'where to write')
    .argument('[HEX...]', 'command APDUs')
  withReader(command).action(async (file: string, commands: readonly string[], options: ApduOptions) => {
    await converse(shell, commands, options, file)
    shell.end(EXIT.done)
  })
}

function withReader(command: Command): Command {
  return command
    .option('--reader <address>', 'auto, emulated:, pcsc:[NAME], hid:[VID:PID], vpicc:PORT or replay:FILE', 'auto')
    .option('--yes-change-this-card', 'allow commands that may change a real card or try a PIN', false)
    .addHelpText('after', EXAMPLES)
}

async function converse(
  { terminal }: Shell,
  commands: readonly string[],
  options: ApduOptions,
  file: string | undefined,
): Promise<void> {
  const opened = await open(options.reader)
  terminal.err(`reader  ${opened.line}\n`)
  try {
    const card = file === undefined ? opened.card : recorded(opened.card, { clock: hostClock, write: fileWriter(file) })
    const isReal = opened.card.facts.driver !== 'emulated' && opened.card.facts.driver !== 'replay'
    const mayChange = options.yesChangeThisCard || !isReal
    for await (const line of commands.length > 0 ? commands : standardInput(terminal.inputIsTerminal)) {
      const text = line.trim()
      if (text === '' || text.startsWith('#')) continue
      terminal.out(`${await exchangeText(card, commandOf(text), mayChange)}\n`)
    }
  } finally {
    await opened.close()
  }
}

function open(reader: string): Promise<OpenedReader> {
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  const random = freshBytes
  const applets = [purseApplet(), echoApplet()]
  const emulated = () => openEmulated(createEmulatedCard({ applets, crypto: nodeCrypto('ed25519'), random }))
  return openReader(address, { aid: PURSE_AID.bytes, emulated, random })
}

function commandOf(text: string): CommandApdu {
  try {
    return decodeCommand(parseHex(text, 'command'))
  } catch (error) {
    if (error instanceof DecodeError) throw new UserError(`"${text}" is no command: ${error.message}`)
    throw error
  }
}

/** Instructions that read, select or draw random bytes (ISO 7816-4:2005, table 4). */
const READING: ReadonlySet<number> = new Set([0xa4, 0xb0, 0xb1, 0xb2, 0xb3, 0xc0, 0xca, 0xcb, 0x84, 0x70])

async function exchangeText(card: CardChannel, command: CommandApdu, mayChange: boolean): Promise<string> {
  if (!mayChange && !READING.has(command.ins)) {
    throw new UserError(
      `INS ${hexByte(command.ins)} may change this card or try a PIN: add --yes-change-this-card to send it, or use --reader emulated:`,
    )
  }
  const { data, sw } = await card.transmit(command)
  const lines = [`> ${nameOf(command)}`, `< ${printHex(data)}${data.length > 0 ? ' ' : ''}${printStatusWord(sw)}`]
  return [...lines, ...tlvLines(data)].join('\n')
}

function nameOf({ cla, ins, p1, p2, data, ne }: CommandApdu): string {
  const known = Object.values(PURSE_COMMANDS).find(
    (command) => command.cla === cla && command.ins === ins && command.p1 === p1 && command.p2 === p2,
  )
  const name = known?.name ?? (ins === 0xa4 ? 'SELECT' : `INS ${hexByte(ins)}`)
  return `${name}, CLA ${hexByte(cla)}, P1 ${hexByte(p1)}, P2 ${hexByte(p2)}, ${data.length} B of data, Ne ${ne}`
}

/** The answer as BER-TLV where it is that; nothing where it is not. */
function tlvLines(data: Uint8Array): readonly string[] {
  if (data.length < 2) return []
  try {
    return decodeTlvs(data).flatMap((tlv) => oneTlv(tlv, '    '))
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}

function oneTlv({ tag, value, children }: Tlv, indent: string): readonly string[] {
  const head = `${indent}${tag.toString(16).toUpperCase().padStart(2, '0')}`
  if (children === undefined) return [`${head} ${printHex(value)}`]
  return [head, ...children.flatMap((child) => oneTlv(child, `${indent}  `))]
}

function fileWriter(file: string): (lines: string) => void {
  try {
    writeFileSync(file, '', { flag: 'wx' })
  } catch (cause) {
    throw new UserError(`${file} cannot be made: give the name of a new file`, EXIT.usage, { cause })
  }
  return (lines) => appendFileSync(file, lines)
}

function standardInput(isTerminal: boolean): AsyncIterable<string> {
  return createInterface({ input: process.stdin, ...(isTerminal ? { output: process.stderr, prompt: '> ' } : {}) })
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}

function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}
