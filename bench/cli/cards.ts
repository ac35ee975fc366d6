// From `--reader` and `--module-reader` to the cards of a run. A real card is only used with its holder's consent, because a run loads it,
// opens chains on it and lowers its balance.

import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { parseAddress, type ReaderAddress } from '../../reader/address.ts'
import { openAuto } from '../../reader/auto.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { openReader } from '../../reader/open.ts'
import { pcscDriver } from '../../reader/drivers/pcsc/pcsc.ts'
import { equalConstantTime } from '../../src/bytes/bytes.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { CAFE_TICK_AID } from '../../src/card/cafe-tick/commands.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { emulatedRack, singleCardRack } from '../scheme/chips/card-rack.ts'
import type { CardRack } from '../scheme/contract/rack.ts'
import type { LastingPurse } from '../scheme/contract/lasting.ts'
import type { LastingModule } from '../scheme/contract/lasting.ts'

import type { LabCard } from '../scheme/chips/lab-card.ts'
import { compareLedgers, describeLedgers, type Ledgers } from '../scheme/cafe-tick/kept/ledgers.ts'
import { describePurse, viewPurse } from '../scheme/cafe-tick/kept/purse-view.ts'
import { EXIT, UserError } from './exit.ts'
import { issuerAt, whereKept, type IssuerAt } from './issuer-at.ts'
import { moduleAddress, openModule } from './module-at.ts'
import { openLab } from './purse-session.ts'
import { imageIn, issuerIn, settled, type IssuerInFile } from './kept-files.ts'
import { lockKept, type KeptLock } from './kept-lock.ts'
import type { Brought } from './refusal-ending.ts'
import { freshBytes } from './full-card.ts'

export interface CardChoice {
  readonly cards: 'one-each' | 'one-for-all' | CardRack
  /** Where the sellers' modules come from; each seller has an emulated one unless given. */
  readonly modules?: CardRack
  /** The one in a reader. */
  readonly module?: LastingModule
  /** The one in a reader. */
  readonly card?: OpenCard
  /** A purse that outlives the run. */
  readonly purse?: LastingPurse
  /** One line: what was taken and why. */
  readonly line: string
  close(): Promise<void>
  /** Called when the run went well: keeps what lasts. */
  keep?(): Promise<void>
  /** Called when it failed: keeps whether the issuer has found a card to be broken, which it says. */
  keepJudgement?(): Promise<boolean>
}

export interface CardRequest {
  readonly reader: string
  readonly mayChange: boolean
  readonly oneCard: boolean
  readonly moduleReader: string | undefined
  readonly schemes: readonly string[]
  readonly crypto: Crypto
  readonly cardImage: string | undefined
  readonly issuer: string | undefined
  /** A line for standard error. */
  readonly say: (line: string) => void
}

const CHANGES = 'it would be personalised if it is blank, loaded, and its balance lowered, or its signatures counted'

/** What its holder is asked to allow. */
function changesOf({ issuer }: CardRequest): string {
  return `${CHANGES}; ${whereKept(issuer)}`
}

export function hasRealCard({ cards, modules }: CardChoice): boolean {
  return typeof cards !== 'string' || modules !== undefined
}

export function broughtBy(
  { cards }: CardChoice,
  { moduleReader = 'emulated:', cardImage }: Pick<CardRequest, 'moduleReader' | 'cardImage'>,
): Brought {
  if (typeof cards !== 'string' || !moduleReader.startsWith('emulated:')) return 'reader'
  return cardImage === undefined ? 'nothing' : 'files'
}

export async function chooseCards(request: CardRequest): Promise<CardChoice> {
  const { moduleReader } = request
  const address = moduleReader === undefined ? undefined : moduleAddress(request, moduleReader)
  const choice = await buyersCards(request)
  return closingOnFailure(choice, async () => {
    if (address === undefined) return withKeptIssuer(choice, request)
    const line = `${choice.line}; one module for all sellers: `
    if (address.kind === 'emulated') {
      return { ...(await withKeptIssuer(choice, request)), modules: emulatedRack(false), line: `${line}emulated` }
    }
    const module = await openModule(address, { ...request, standIn: () => standIn(request) })
    return closingOnFailure(module, async () => {
      const kept = await withKeptIssuer(choice, request, module.loadMaster)
      return {
        ...kept,
        modules: module.rack,
        module: module.lastingWith(typeof kept.cards === 'string' ? undefined : kept.purse?.issuer.loadMaster),
        line: `${line}${module.line}`,
        close: () => kept.close().finally(() => module.close()),
      }
    })
  })
}

async function closingOnFailure<T>(open: Pick<CardChoice, 'close'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await open.close()
    throw error
  }
}

async function buyersCards(request: CardRequest): Promise<CardChoice> {
  const address = parseAddress(request.reader)
  return request.cardImage === undefined
    ? anyCard(request, address)
    : fromImage(request, request.cardImage, address.kind)
}

/** `loadMaster`: of the module, whose issuer must be that of the purse. */
async function withKeptIssuer(choice: CardChoice, request: CardRequest, loadMaster?: Uint8Array): Promise<CardChoice> {
  if (request.cardImage !== undefined) return choice
  if (request.issuer !== undefined) return withIssuer(choice, request, { file: request.issuer, loadMaster })
  const found = choice.card && (await issuerAt(choice.card))
  if (found === undefined) return choice
  request.say(`issuer of this card: ${found.file}`)
  return withIssuer(choice, request, { ...found, loadMaster })
}

async function anyCard(request: CardRequest, address: ReturnType<typeof parseAddress>): Promise<CardChoice> {
  switch (address.kind) {
    case 'wrong':
      throw new UserError(`--reader ${request.reader}: ${address.why}`)
    case 'auto':
      return auto(request)
    case 'emulated':
      return emulated(request, 'emulated card')
    case 'pcsc':
    case 'hid':
    case 'vpicc':
      return real(request, address)
    case 'replay':
      throw new UserError(
        'compare needs a card: a recording answers only what it was asked then; give emulated: or pcsc:',
      )
  }
}

/** The card in the image plays the purses of all buyers; other schemes use emulated cards of their own. */
async function fromImage(request: CardRequest, file: string, reader: string): Promise<CardChoice> {
  const { crypto, issuer: issuerFile } = request
  if (reader !== 'auto' && reader !== 'emulated') {
    throw new UserError('--card-image is an emulated card: leave --reader out, or give emulated:')
  }
  if (issuerFile === undefined) {
    throw new UserError(
      '--card-image needs --issuer FILE: who has made the card and may load it (made where it is missing)',
    )
  }
  return holding(await lockKept({ cardImage: file, issuer: issuerFile }, request.say), async ({ paths }) => {
    const chip = { crypto, random: freshBytes }
    const issuer = await issuerIn(issuerFile, { ...chip, path: paths.issuer, saveEach: false })
    await settled(paths, issuer, chip)
    const image = await imageIn(file)
    const lab = openLab(file, { ...chip, image })
    const open = lab.open()
    refuseUnfit(file, await ledgersOf(open, issuer), ['issuerOlder', 'cardHoldsMore', 'unclaimed'])
    const rack = singleCardRack(open)
    const found = image === undefined ? 'new' : describePurse(await viewPurse(open))
    return {
      cards: 'one-for-all',
      purse: { issuer: issuer.lasting, rack: watched(rack, lab) },
      line: `emulated card kept in ${file}: ${found}`,
      close: () => open.close(),
      async keep() {
        refuseUnfit(file, await ledgersOf(open, issuer), ['issuerOlder', 'cardHoldsMore', 'unclaimed', 'cardOlder'])
        await issuer.saveWith({ file, path: paths.cardImage ?? file, image: lab.card.image() })
      },
      keepJudgement: () => issuer.saveStanding(),
    }
  })
}

/** The files stay locked until the choice is closed. */
async function holding(lock: KeptLock, choose: (lock: KeptLock) => Promise<CardChoice>): Promise<CardChoice> {
  try {
    const choice = await choose(lock)
    return { ...choice, close: () => choice.close().finally(() => lock.release()) }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Undefined for a card without a purse, or of another issuer. */
async function ledgersOf(card: OpenCard, { issuer }: IssuerInFile): Promise<Ledgers | undefined> {
  const view = await viewPurse(card)
  const account = view.kind === 'purse' ? issuer.accounts.get(view.cardId) : undefined
  return view.kind !== 'purse' || account === undefined ? undefined : compareLedgers(view, account)
}

/** A card that is older than its issuer is left to the judge, who sees it when a number comes again. */
function refuseUnfit(card: string, ledgers: Ledgers | undefined, unfit: readonly Ledgers['kind'][]): void {
  if (ledgers === undefined || !unfit.includes(ledgers.kind)) return
  throw new UserError(`${card} and its issuer disagree: ${describeLedgers(ledgers).words}`, EXIT.refused)
}

function watched(rack: CardRack, lab: LabCard): CardRack {
  return {
    ...rack,
    take(use) {
      lab.watch(use.observers)
      return rack.take(use)
    },
  }
}

interface IssuerOfCard extends Partial<IssuerAt> {
  readonly file: string
  readonly loadMaster: Uint8Array | undefined
}

async function withIssuer(
  choice: CardChoice,
  request: CardRequest,
  { file, number, loadMaster }: IssuerOfCard,
): Promise<CardChoice> {
  const { cards, card } = choice
  if (typeof cards === 'string' || card === undefined) {
    throw new UserError(
      '--issuer: of which card? give --card-image FILE, or --reader pcsc: with --yes-change-this-card',
    )
  }
  return holding(await lockKept({ issuer: file }, request.say), async ({ paths }) => {
    const chip = { crypto: request.crypto, random: freshBytes, path: paths.issuer }
    const issuer = await issuerIn(file, { ...chip, saveEach: true, cardNumber: number, loadMaster })
    if (loadMaster !== undefined && !equalConstantTime(loadMaster, issuer.lasting.loadMaster)) {
      throw new UserError(
        'the sellers’ module and the card in the reader are of two issuers: use a pair that was made together',
        EXIT.refused,
      )
    }
    refuseUnfit('the card in the reader', await ledgersOf(card, issuer), ['issuerOlder', 'cardHoldsMore'])
    return { ...choice, purse: { issuer: issuer.lasting, rack: cards }, keepJudgement: () => issuer.saveStanding() }
  })
}

function emulated({ oneCard }: CardRequest, line: string): CardChoice {
  return { cards: oneCard ? 'one-for-all' : 'one-each', line, close: () => Promise.resolve() }
}

async function auto(request: CardRequest): Promise<CardChoice> {
  const driver = pcscDriver()
  const choice = await openAuto({ aid: CAFE_TICK_AID.bytes, driver, emulated: () => standIn(request) })
  if (choice.card.facts.driver === 'emulated') return emulated(request, choice.line)
  if (!request.mayChange) {
    await choice.card.close()
    return emulated(
      request,
      `emulated card (a ${choice.line}, but ${changesOf(request)}: add --yes-change-this-card to use it)`,
    )
  }
  return single(choice.card, choice.line)
}

/** A token over HID or a virtual card is somebody's, too. */
async function real(request: CardRequest, address: ReaderAddress): Promise<CardChoice> {
  if (!request.mayChange) {
    throw new UserError(
      `a card in a reader would be changed: ${changesOf(request)}; add --yes-change-this-card, or use --reader emulated:`,
    )
  }
  const emulatedCard = () => standIn(request)
  const opened = await openReader(address, { aid: CAFE_TICK_AID.bytes, emulated: emulatedCard, random: freshBytes })
  return { ...single(opened.card, opened.line), close: () => opened.close() }
}

function single(card: OpenCard, line: string): CardChoice {
  return { cards: singleCardRack(card), card, line, close: () => card.close() }
}

/** Only asked whether it is there: the cards of the run are made by its rack. */
function standIn({ crypto }: CardRequest): OpenCard {
  return openEmulated(createEmulatedCard({ applets: [cafeTickApplet()], crypto, random: seededRandom(0) }))
}
