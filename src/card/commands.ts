// How a card command is declared: once, as a value, for both sides of the wire. The terminal sends it and reads the
// answer, the applet parses it and answers; PROTOCOL.md and the Java constants are generated from it.

import { DecodeError } from '../bytes/decode-error.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { commandApdu, type CommandApdu } from '../iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../iso7816/response-apdu.ts'
import { printStatusWord, SW, type StatusWord } from '../iso7816/status-word.ts'
import { accept, refuse, type Done, type Outcome } from '../payment/outcome.ts'
import type { CardChannel } from './channel.ts'

/** A status word of an applet and when it is given. */
export interface Status {
  readonly sw: StatusWord
  readonly meaning: string
  /** The word begins a range of sixteen: its last digit is a number, as in 63CX. */
  readonly counted?: true
}

/** Every refusal of an applet has a status word of its own, so that both directions are one table. */
export type StatusTable<Refusal extends string> = Readonly<Record<Refusal, Status>>

export interface CommandHeader {
  /** As the standards write command names: `OPEN TICKS`. */
  readonly name: string
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly meaning: string
}

/** The answer's half of a declaration. */
export interface Answers<Response, Refusal extends string> {
  readonly name: string
  readonly response: Layout<Response>
  readonly statuses: StatusTable<Refusal>
  /** Those of `statuses` that this command can end with. */
  readonly refusals: readonly Refusal[]
}

export interface CardCommand<Request, Response, Refusal extends string>
  extends CommandHeader, Answers<Response, Refusal> {
  readonly request: Layout<Request>
}

/** All that one of the commands or another can end with. */
export type RefusalOf<Commands> = {
  [Kind in keyof Commands]: Commands[Kind] extends { readonly refusals: readonly (infer Refusal)[] } ? Refusal : never
}[keyof Commands]

/** A data field or an answer of no bytes. */
export const nothing: Layout<Done> = layout<Done>('Nothing', {})

/** What any applet may answer before it has looked at the meaning of a command. */
export type CommonRefusal =
  | 'wrongLength'
  | 'wrongData'
  | 'wrongParameters'
  | 'insUnknown'
  | 'claUnknown'
  | 'memoryWorn'
  | 'cardFault'

export const COMMON_STATUSES: StatusTable<CommonRefusal> = {
  wrongLength: { sw: SW.wrongLength, meaning: 'the bytes are no command' },
  wrongData: { sw: SW.wrongData, meaning: 'the data are not what the layout says' },
  wrongParameters: { sw: SW.incorrectP1P2, meaning: 'P1 and P2 name nothing of this instruction' },
  insUnknown: { sw: SW.insNotSupported, meaning: 'no such instruction here' },
  claUnknown: { sw: SW.claNotSupported, meaning: 'no such class here' },
  memoryWorn: { sw: SW.memoryFailure, meaning: 'a cell of the memory is worn out' },
  cardFault: { sw: SW.noPreciseDiagnosis, meaning: 'a fault of the card; nothing was changed' },
}

/** The most that a short Le can ask for; longer answers are fetched by GET RESPONSE below this layer. */
const SHORT_NE = 256
const SHORT_NC = 255
const EXTENDED_NE = 65_536

/** The command as it is sent. */
export function commandFor<Request>(
  command: CommandHeader & {
    readonly request: Pick<Layout<Request>, 'encode'>
    readonly response: Pick<Layout<object>, 'size'>
  },
  request: Request,
): CommandApdu {
  const { cla, ins, p1, p2 } = command
  const data = command.request.encode(request)
  const all = data.length > SHORT_NC ? EXTENDED_NE : SHORT_NE
  const ne = Math.min(command.response.size ?? all, all)
  return commandApdu({ cla, ins, p1, p2, data, ne })
}

/** What the answer says. Throws `DecodeError` when it is neither the declared response nor a declared refusal. */
export function readAnswer<Response, Refusal extends string>(
  command: Answers<Response, Refusal>,
  { data, sw }: ResponseApdu,
): Outcome<Response, Refusal | CommonRefusal> {
  if (sw === SW.ok) return accept(command.response.decode(data))
  const refused = command.refusals.find((refusal) => isWord(command.statuses[refusal], sw))
  if (refused !== undefined) return refuse(refused)
  const common = COMMON_REFUSALS.find((refusal) => COMMON_STATUSES[refusal].sw === sw)
  if (common !== undefined) return refuse(common)
  throw new DecodeError(`${command.name}.SW`, `${printStatusWord(sw)} is not declared for this command`)
}

function isWord(status: Status, sw: StatusWord): boolean {
  return status.sw === (status.counted === true ? sw & 0xfff0 : sw)
}

const COMMON_REFUSALS = Object.keys(COMMON_STATUSES) as CommonRefusal[]

/** One command, one answer. The channel follows 61XX and 6CXX. Throws `WireFailure` and `DecodeError`. */
export async function send<Request, Response, Refusal extends string>(
  channel: CardChannel,
  command: CardCommand<Request, Response, Refusal>,
  request: Request,
): Promise<Outcome<Response, Refusal | CommonRefusal>> {
  return readAnswer(command, await channel.transmit(commandFor(command, request)))
}

/** The applet's side of `readAnswer`. `count`, 0 to 15, goes into counted status words. */
export function answer<Response, Refusal extends string>(
  command: Answers<Response, Refusal>,
  outcome: Outcome<Response, Refusal>,
  count = 0,
): ResponseApdu {
  if (outcome.ok) return responseApdu(command.response.encode(outcome.value), SW.ok)
  const { sw, counted } = command.statuses[outcome.refused]
  return statusOnly(counted === true ? sw | count : sw)
}

/** Commands by the names that the program has for them. */
export type Declared<Commands> = { readonly [Kind in keyof Commands]: Parsable }

type Parsable = CommandHeader & { readonly request: Pick<Layout<unknown>, 'decode'> }
type RequestOf<Command> = Command extends { readonly request: Layout<infer Request> } ? Request : never

/** One of the declared commands with its request, or the status word for what is none of them. */
export type Parsed<Commands> =
  | {
      readonly [Kind in keyof Commands]: { readonly kind: Kind; readonly request: RequestOf<Commands[Kind]> }
    }[keyof Commands]
  | { readonly kind: 'none'; readonly sw: StatusWord }

/** GlobalPlatform's channel bits of a proprietary class; which channel it is, is the card's business. */
const CHANNEL_BITS = 0x03

/** The applet's side of `commandFor`. Throws `DecodeError` when the data are not what the layout says. */
export function parserOf<Commands extends Declared<Commands>>(
  commands: Commands,
): (command: CommandApdu) => Parsed<Commands> {
  const declared = Object.entries<Parsable>(commands)
  const byHeader = new Map(
    declared.map((entry) => [headerOf(entry[1].cla, entry[1].ins, entry[1].p1, entry[1].p2), entry]),
  )
  const known = {
    cla: new Set(declared.map(([, { cla }]) => cla)),
    ins: new Set(declared.map(([, { ins }]) => ins)),
  }
  return (command) => {
    const { ins, p1, p2 } = command
    const cla = command.cla & ~CHANNEL_BITS
    const found = byHeader.get(headerOf(cla, ins, p1, p2))
    if (found !== undefined) {
      return { kind: found[0], request: found[1].request.decode(command.data) } as unknown as Parsed<Commands>
    }
    if (!known.cla.has(cla)) return { kind: 'none', sw: SW.claNotSupported }
    return { kind: 'none', sw: known.ins.has(ins) ? SW.incorrectP1P2 : SW.insNotSupported }
  }
}

/** Whether it is this command, on whichever channel: for applets that look at one before they parse. */
export function isCommand({ cla, ins, p1, p2 }: CommandHeader, command: CommandApdu): boolean {
  return command.ins === ins && command.p1 === p1 && command.p2 === p2 && (command.cla & ~CHANNEL_BITS) === cla
}

function headerOf(cla: number, ins: number, p1: number, p2: number): number {
  return ((cla << 24) | (ins << 16) | (p1 << 8) | p2) >>> 0
}
