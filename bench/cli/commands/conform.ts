// `tickbench conform`: conformance conversations with a card. Our own applets are asked on a fresh emulated card each;
// another card is only asked what changes it with its holder's consent: most conversations personalise an applet for ever.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { appletNamed } from '../../../card-applets/conversation-applets.ts'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { parseAddress } from '../../../reader/address.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import type { Conversation } from '../../../src/card/conversation/conversation.ts'
import { declaredApplet } from '../../../src/card/applets.ts'
import { converse } from '../../../src/card/conversation/converse.ts'
import { judge, parseDifferences, type Difference } from '../../../src/card/conversation/differences.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { changesNothing, NOTHING, ownConversations, readConversation } from '../../conform/conversations.ts'
import { conformanceDocument, conformanceText, conforms, type Conformance } from '../../conform/report.ts'
import { counted } from '../../../src/bytes/counted.ts'
import { isSomebodys } from '../../witness/instructions.ts'
import { EXIT, UserError } from '../exit.ts'
import { sayFacts, type Fact } from '../facts.ts'
import { READER_FORMS, withCard } from '../open-for-talk.ts'
import type { Shell } from '../shell.ts'
import { freshBytes } from '../full-card.ts'

interface ConformOptions {
  readonly reader: string
  readonly known: string | undefined
  readonly yesChangeThisCard: boolean
  readonly json: boolean
}

const EXAMPLES = `
A conversation needs freshly installed applets: between two that change the same applet, install it again.
All keys and PINs in the conversations are public: never put them on a card that is to hold money.

Exit codes of this verb:
  0  every answer was as it must be, or as --known says       1  an answer differed: FILE:LINE says where
  2  a file is no conversation, or a card is not to be changed without consent
  4  no reader, no card, or the wire broke       5  the card has no such applet

Examples:
  tickbench conform                                     our own applets, all conversations
  tickbench conform list                                what there is, and what each leaves on a card
  tickbench conform echo hash --reader pcsc:            these change nothing
  tickbench conform signer --reader vpicc:35963 --yes-change-this-card --known card.differences`

export function declareConform(command: Command, shell: Shell): void {
  command
    .description('Speaks conformance conversations (src/card/conversation/FORMAT.md) and compares every answer.')
    .argument('[CONVERSATION...]', 'names of ours, or files; all of ours unless given; list to list them')
    .option('--reader <address>', READER_FORMS, 'emulated:')
    .option('--known <file>', 'answers of this card that are known to differ, and why')
    .option('--yes-change-this-card', 'allow what the conversations change on a real card', false)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[], options: ConformOptions) => conform(shell, names, options))
}

async function conform({ terminal, end }: Shell, names: readonly string[], options: ConformOptions): Promise<void> {
  if (names.length === 1 && names[0] === 'list') {
    terminal.out(
      ownConversations()
        .map((name) => `${listed(readOrRefuse(name))}\n`)
        .join(''),
    )
    return
  }
  const given = names.length > 0 ? names : ownConversations()
  const conversations = given.map(readOrRefuse)
  const known = options.known === undefined ? [] : readKnown(options.known)
  const own = options.reader === 'emulated:'
  if (!own) refuseUnlessReady(conversations, given, options)
  const exchanges = conversations.reduce((sum, { steps }) => sum + exchangesIn(steps), 0)
  const asked = `${counted(conversations.length, 'conversation')}, ${counted(exchanges, 'exchange')}`
  if (!options.json) sayFacts(terminal, [...(own ? [OWN_CARDS] : []), ['to ask', asked]])
  const all: Conformance[] = []
  let facts: CardFacts | undefined
  const ask = async (card: OpenCard, conversation: Conversation): Promise<void> => {
    facts = card.facts
    const conformance = await spoken(card, conversation, known)
    all.push(conformance)
    if (!options.json) terminal.out(`${conformanceText(conformance, terminal.look.paint)}\n`)
  }
  if (own) for (const conversation of conversations) await ask(freshCard(conversation), conversation)
  else {
    await withCard(
      { reader: options.reader },
      (line) => terminal.err(`${line}\n`),
      async ({ card }) => {
        for (const conversation of conversations) {
          if (!options.yesChangeThisCard) await refuseUnlessThere(card, conversation)
          await ask(card, conversation)
        }
      },
    )
  }
  if (options.json) terminal.document(`${JSON.stringify(conformanceDocument(facts, all))}\n`)
  end(all.every(conforms) ? EXIT.done : EXIT.selfCheckFailed)
}

const OWN_CARDS: Fact = ['reader', 'a fresh emulated card for each conversation']

/** Every conversation begins with a card that has just got its power. */
async function spoken(card: OpenCard, conversation: Conversation, known: readonly Difference[]): Promise<Conformance> {
  await card.reset()
  try {
    const reports = await converse({ card, whole: usualStack(card), crypto: nodeCrypto('p256') }, conversation)
    return { conversation, judgement: judge(conversation.name, reports, known) }
  } catch (error) {
    if (error instanceof DecodeError) throw new UserError(error.message, EXIT.usage, { cause: error })
    throw error
  }
}

function freshCard({ applets }: Conversation): OpenCard {
  const crypto = nodeCrypto('p256')
  return openEmulated(createEmulatedCard({ applets: applets.map(appletNamed), crypto, random: freshBytes }))
}

/** What is meant for an applet that is not there would reach another, and who knows what it changes there. */
async function refuseUnlessThere(card: OpenCard, { name, applets }: Conversation): Promise<void> {
  if (!isSomebodys(card.facts)) return
  for (const applet of applets) {
    if (await selectApplet(card, declaredApplet(applet).aid)) continue
    throw new UserError(`${name}: this card has no applet ${applet}: install it first`, EXIT.refused)
  }
}

/** A card that is somebody's is changed when its holder allows it; no applet is asked twice for what it can do once. */
function refuseUnlessReady(
  conversations: readonly Conversation[],
  given: readonly string[],
  { reader, yesChangeThisCard }: ConformOptions,
): void {
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  if (address.kind === 'emulated' || address.kind === 'auto') {
    throw new UserError(`--reader ${reader}: give emulated: for our own applets, or name the reader, e.g. pcsc:`)
  }
  const toAllow = conversations.filter((each, at) => !changesNothing(given[at] ?? '', each))
  if (address.kind !== 'replay' && toAllow.length > 0 && !yesChangeThisCard) {
    throw new UserError(
      `to this card: ${toAllow.map(whatItDoes).join(' ')} ${toAllow.some(personalises) ? NO_ISSUER : ''}` +
        'Add --yes-change-this-card to allow it, or use --reader emulated:',
    )
  }
  const changing = conversations.filter(({ changes }) => changes !== NOTHING)
  for (const [at, { name, applets }] of changing.entries()) {
    const before = changing.slice(0, at).find((each) => each.applets.some((applet) => applets.includes(applet)))
    if (before === undefined) continue
    throw new UserError(
      `${before.name} and ${name} change the same applet: give one, install the applet again, then the other`,
    )
  }
}

/** Whether it gives keys to an applet that holds some. */
function personalises({ changes, applets }: Conversation): boolean {
  return changes !== NOTHING && applets.some((applet) => 'personalise' in declaredApplet(applet).commands)
}

const NO_ISSUER =
  'Its keys are then the public ones of the conversation, which no issuer file holds: ' +
  'install the applet again before compare, card or bench. '

function whatItDoes({ name, changes }: Conversation): string {
  return `${name}: ${changes === NOTHING ? 'nothing, as its file says; nobody has tested that.' : changes}`
}

function exchangesIn(steps: Conversation['steps']): number {
  return steps.filter(({ kind }) => kind === 'exchange').length
}

function listed({ name, about, changes, needs, steps }: Conversation): string {
  const below = [...(needs.length > 0 ? [`Needs: ${needs.join(', ')}`] : []), `Changes: ${changes}`]
  return [
    `${name.padEnd(18)} ${counted(exchangesIn(steps), 'exchange')}. ${about}`,
    ...below.map((line) => `${' '.repeat(19)}${line}`),
  ].join('\n')
}

function readOrRefuse(name: string): Conversation {
  return orUserError(name, () => readConversation(name), `(see: tickbench conform list)`)
}

function readKnown(file: string): readonly Difference[] {
  return orUserError(file, () => parseDifferences(readFileSync(file, 'utf8'), file).known, '')
}

function orUserError<T>(file: string, read: () => T, hint: string): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof DecodeError) throw new UserError(cause.message, EXIT.usage, { cause })
    throw new UserError(`${file} cannot be read ${hint}`.trimEnd(), EXIT.usage, { cause })
  }
}
