// A client's wait for the next change of any reader. Since protocol 4:6 it fetches the table of readers by two requests
// after the wait; a change told between them would be taken for a part of the table, so it is held back until then.

import * as frames from '../../framing/pcscd.ts'
import type { StandIn, Waiter } from './service.ts'

export class ChangeWait implements Waiter {
  readonly #standIn: StandIn
  readonly #send: (bytes: Uint8Array) => void
  /** Whether the client asks for the table by itself. */
  separateTable = false
  #heldBack: { rv: number | undefined } | undefined

  constructor(standIn: StandIn, send: (bytes: Uint8Array) => void) {
    this.#standIn = standIn
    this.#send = send
  }

  begin(): void {
    this.#standIn.wait(this)
    if (this.separateTable) this.#heldBack = { rv: undefined }
    else this.#send(this.#standIn.table())
  }

  wake(rv: number): void {
    if (this.#heldBack !== undefined) this.#heldBack.rv = rv
    else this.#send(frames.waited.encode({ timeout: 0, rv }))
  }

  /** Tells `rv` unless a change came first and has answered already: then the daemon stays silent, too. */
  stop(rv: number): void {
    if (this.#standIn.stopWaiting(this)) this.wake(rv)
  }

  /** The client is gone. */
  end(): void {
    this.#standIn.stopWaiting(this)
  }

  tableIsOut(): void {
    const held = this.#heldBack
    this.#heldBack = undefined
    if (held?.rv !== undefined) this.wake(held.rv)
  }
}
