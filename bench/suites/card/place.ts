// Where the operations of a run happen: a card in a reader, or emulated ones; and what is recorded of it.

import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { parseAddress } from '../../../reader/address.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { openReader } from '../../../reader/open.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import { CAFE_TICK_AID } from '../../../src/card/cafe-tick/commands.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { pinsFrom } from '../../scheme/card-signature/token-pins.ts'
import type { CardRequest } from '../suite.ts'
import { emulatedSource, singleSource, type CardSource } from './cards.ts'
import { chipType } from './chip-type.ts'
import type { OperationContext } from './operation.ts'
import { issuersInFiles } from './issuers.ts'
import { readerModel } from './reader-model.ts'
import { isSurvived } from './survivable.ts'

export interface Place {
  readonly source: CardSource
  /** A card that was not made for the run. */
  readonly isReal: boolean
  /** What was taken and why, one line. */
  readonly line: string
  /** For the record of the run. */
  readonly facts: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Throws `WireFailure`. */
export async function openPlace(request: CardRequest, seed: number): Promise<Place> {
  const address = parseAddress(request.reader)
  if (address.kind === 'wrong') throw new WireFailure('noReader', address.why)
  if (address.kind === 'emulated') return emulatedPlace(request, seed, 'emulated card')
  const random = seededRandom(seed, 'reader')
  const opened = await openReader(address, { aid: CAFE_TICK_AID.bytes, emulated: standIn, random })
  if (opened.card.facts.driver === 'emulated') return emulatedPlace(request, seed, opened.line)
  const { reader } = opened.card.facts
  const chip = await chipOrNone(opened.card)
  const { suite, issuer: file } = request
  const sitting = holder()
  const issuers = issuersInFiles({ crypto: nodeCrypto(suite), random: freshBytes, file, say: sitting.say })
  return {
    source: singleSource(opened.card, { suite, seed, issuers, ...sitting }),
    isReal: true,
    line: opened.line.replaceAll(reader, readerModel(reader)),
    facts: { ...factsOf(opened.card.facts, request), ...(chip !== undefined && { chip }) },
    close: () => opened.close().finally(() => issuers.release()),
  }
}

/** Keys of cards in readers follow from no seed. */
function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

/** Nobody has to tell. */
async function chipOrNone(card: OpenCard): Promise<string | undefined> {
  try {
    return await chipType(usualStack(card))
  } catch (error) {
    if (!isSurvived(error)) throw error
    await card.reset()
    return undefined
  }
}

function holder(): Pick<OperationContext, 'pins' | 'say' | 'pause'> {
  return { pins: pinsFrom(process.env), say: (line) => void process.stderr.write(`${line}\n`), pause: setTimeout }
}

function emulatedPlace(request: CardRequest, seed: number, line: string): Place {
  const { profile, wire } = request.profile ?? {}
  return {
    source: emulatedSource({ suite: request.suite, setting: request.profile, seed }),
    isReal: false,
    line,
    facts: {
      ...factsOf(standIn().facts, request),
      ...(profile !== undefined && wire !== undefined && { profile: profile.name, wire: JSON.stringify(wire) }),
    },
    close: () => Promise.resolve(),
  }
}

/** Only asked what it is: the cards of the run are made by their source. */
function standIn(): OpenCard {
  const crypto = nodeCrypto('p256')
  return openEmulated(createEmulatedCard({ applets: [echoApplet()], crypto, random: seededRandom(0) }))
}

/** Everything that a card's time depends on; nothing that tells this reader from another of its kind. */
function factsOf({ driver, reader, atr, protocol }: CardFacts, { suite }: CardRequest): Record<string, string> {
  return {
    reader: readerModel(reader),
    driver,
    ATR: atr.length === 0 ? 'none' : printHex(atr),
    protocol,
    'share mode': 'shared',
    disposition: 'leave',
    suite,
  }
}
