// A card in a virtual reader, in a process that does nothing else: it waits in the system's own read for the next command
// instead of in an event loop, which saves 1.4 of the 17 us of an exchange. Signals end such a process, nothing asks it.

import { readSync, writeSync } from 'node:fs'
import type { CardPort } from '../../src/card/port.ts'
import { chunkBuffer, VpcdLink, type PlugOptions } from './vpcd.ts'

/** Returns when the reader is gone. `descriptor` is that of a connected socket that blocks. Throws `DecodeError`. */
export function serveVpcdAlone(descriptor: number, card: CardPort, options: PlugOptions): void {
  const link = new VpcdLink(card, (frame) => writeWhole(descriptor, frame), options)
  const chunk = chunkBuffer()
  try {
    while (link.take(chunk, readSome(descriptor, chunk)));
  } catch (error) {
    if (!(error instanceof HungUp)) throw error
  } finally {
    link.powerOff()
  }
}

/** However a connection ends, nobody is there any more. */
class HungUp extends Error {}

function readSome(descriptor: number, chunk: Uint8Array): number {
  const length = attempt(() => readSync(descriptor, chunk))
  if (length === 0) throw new HungUp()
  return length
}

function writeWhole(descriptor: number, frame: Uint8Array): void {
  for (let at = 0; at < frame.length;) at += attempt(() => writeSync(descriptor, frame, at))
}

/** A signal that the process outlives interrupts a system call. */
function attempt(call: () => number): number {
  for (;;) {
    try {
      return call()
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EINTR') throw new HungUp('', { cause: error })
    }
  }
}
