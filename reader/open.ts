// From an address to an open card, whichever driver it takes. The emulated card is handed in: this layer cannot make one.

import { readFile } from 'node:fs/promises'
import { DecodeError } from '../src/bytes/decode-error.ts'
import type { OpenCard } from '../src/card/channel.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import type { RandomBytes } from '../src/crypto/crypto.ts'
import { printAddress, printHidId, type ReaderAddress } from './address.ts'
import { openAuto } from './auto.ts'
import { hidDriver } from './drivers/hid/hid.ts'
import { pcscDriver } from './drivers/pcsc/pcsc.ts'
import { openReplay } from './drivers/replay.ts'
import { vpiccDriver } from './drivers/vpicc.ts'
import type { OpenOptions, ReaderDriver } from './reader.ts'
import { parseRecording, type Recording } from './recording/recording.ts'

export interface OpenContext {
  /** What `auto` looks for on a real card. */
  readonly aid: Uint8Array
  readonly emulated: (profile: string | undefined) => OpenCard | Promise<OpenCard>
  readonly random: RandomBytes
  readonly options?: OpenOptions
}

export interface OpenedReader {
  readonly card: OpenCard
  /** What was taken and why, one line. */
  readonly line: string
  /** Closes card and driver. Throws only for a recording of which a part was not played: `diverged`. */
  close(): Promise<void>
}

/** Throws `WireFailure`; for a recording that is missing or none it is `noReader`, with file and line. */
export async function openReader(address: ReaderAddress, context: OpenContext): Promise<OpenedReader> {
  switch (address.kind) {
    case 'auto': {
      const { aid, emulated, options = {} } = context
      const { card, line } = await openAuto({
        aid,
        driver: pcscDriver(),
        emulated: () => emulated(undefined),
        open: options,
      })
      return { card, line, close: () => card.close() }
    }
    case 'emulated': {
      const card = await context.emulated(address.profile)
      return {
        card,
        line: `emulated card${address.profile === undefined ? '' : ` ${address.profile}`}`,
        close: () => card.close(),
      }
    }
    case 'pcsc':
      return through(pcscDriver(), address.reader, context.options)
    case 'hid':
      return through(
        hidDriver(context),
        address.device === undefined ? undefined : printHidId(address.device),
        context.options,
      )
    case 'vpicc':
      return through(vpiccDriver(address.port), undefined, context.options)
    case 'replay':
      return replayed(address.file)
  }
}

async function through(driver: ReaderDriver, reader: string | undefined, options?: OpenOptions): Promise<OpenedReader> {
  try {
    const card = await driver.open(reader, options)
    const close = async (): Promise<void> => {
      await card.close()
      await driver.close()
    }
    return { card, line: `card in ${card.facts.reader}`, close }
  } catch (error) {
    await driver.close()
    throw error
  }
}

async function replayed(file: string): Promise<OpenedReader> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WireFailure('noReader', `${printAddress({ kind: 'replay', file })}: the file cannot be read`, { cause })
  })
  const card = openReplay(recordingIn(text, file), file)
  return {
    card,
    line: `recording ${file} of the card in ${card.facts.reader}`,
    async close() {
      await card.close()
      const unplayed = card.unplayed()
      if (unplayed !== undefined) throw unplayed
    },
  }
}

function recordingIn(text: string, file: string): Recording {
  try {
    return parseRecording(text, file)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new WireFailure('noReader', `${cause.message}: it is no recording of tickbench record`, { cause })
  }
}
