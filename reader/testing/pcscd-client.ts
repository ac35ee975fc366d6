// A PC/SC client for tests that speaks to a stand-in's session directly, with the daemon's structures.

import type { Layout } from '../../src/bytes/layout.ts'
import * as frames from '../framing/pcscd.ts'
import type { PcscdCommand } from '../framing/pcscd.ts'
import { PROTOCOL, RV, SHARE } from '../framing/pcsc-codes.ts'
import type { StandIn } from '../serve/pcscd/service.ts'
import { Session } from '../serve/pcscd/session.ts'

const NONE = new Uint8Array(0)

/** Clients of one stand-in know each other's sessions, as behind one server. */
export class TestClient {
  static readonly #sessions = new WeakMap<StandIn, Session[]>()
  /** Everything that was sent and not yet read. */
  readonly received: Uint8Array[] = []
  readonly session: Session
  hungUp = false

  /** `minor` is the version of the protocol that it speaks. */
  constructor(standIn: StandIn, minor: number = 4) {
    const sessions = TestClient.#sessions.get(standIn) ?? []
    TestClient.#sessions.set(standIn, sessions)
    const wire = {
      send: (bytes: Uint8Array) => void this.received.push(bytes),
      hangUp: () => void (this.hungUp = true),
    }
    this.session = new Session(standIn, wire, (context) => sessions.find((each) => each.context === context))
    sessions.push(this.session)
    this.ask('version', frames.version, { major: 4, minor, rv: 0 })
  }

  /** Sends a structure and leaves the answer in `received`, where one comes. */
  send<T>(command: PcscdCommand, layout: Layout<T>, value: T): void {
    this.session.take({ command, body: layout.encode(value), payload: NONE })
  }

  /** Sends a structure and decodes the answer, which must be the only one. */
  ask<T>(command: PcscdCommand, layout: Layout<T>, value: T): T {
    this.send(command, layout, value)
    const answer = this.received.pop()
    if (answer === undefined || this.received.length > 0) throw new Error(`${command} got no single answer`)
    return layout.decode(answer)
  }

  bare(command: PcscdCommand): Uint8Array | undefined {
    this.session.take({ command, body: NONE, payload: NONE })
    return this.received.pop()
  }

  establish(): number {
    return this.ask('establishContext', frames.establishContext, { scope: 2, context: 0, rv: 0 }).context
  }

  connect(reader: string, shareMode: number = SHARE.shared, preferredProtocols: number = PROTOCOL.any): frames.Connect {
    return this.ask('connect', frames.connect, this.connecting(reader, shareMode, preferredProtocols))
  }

  /** What `connect` sends. */
  connecting(
    reader: string,
    shareMode: number = SHARE.shared,
    preferredProtocols: number = PROTOCOL.any,
  ): frames.Connect {
    const context = this.session.context ?? this.establish()
    return { context, reader, shareMode, preferredProtocols, card: 0, activeProtocol: 0, rv: 0 }
  }

  reconnect(card: number, initialization: number = 0, shareMode: number = SHARE.shared): frames.Reconnect {
    const asked = { card, shareMode, preferredProtocols: PROTOCOL.any, initialization, activeProtocol: 0, rv: 0 }
    return this.ask('reconnect', frames.reconnect, asked)
  }

  begin(card: number): number {
    return this.ask('beginTransaction', frames.ofCard, { card, rv: 0 }).rv
  }

  end(card: number, disposition: number = 0): number {
    return this.ask('endTransaction', frames.endOfCard, { card, disposition, rv: 0 }).rv
  }

  disconnect(card: number, disposition: number = 0): number {
    return this.ask('disconnect', frames.endOfCard, { card, disposition, rv: 0 }).rv
  }

  /** The response bytes, or the return value where it is not success. */
  transmit(card: number, command: Uint8Array, room: number = 258, protocol: number = PROTOCOL.t1): Uint8Array | number {
    const body = frames.transmit.encode({
      card,
      sendProtocol: protocol,
      sendPciLength: 16,
      sendLength: command.length,
      receiveProtocol: protocol,
      receivePciLength: 16,
      receiveLength: room,
      rv: 0,
    })
    this.session.take({ command: 'transmit', body, payload: command })
    const answer = this.received.pop() ?? NONE
    const head = frames.transmit.decode(answer.subarray(0, 32))
    return head.rv === RV.success ? answer.slice(32) : head.rv
  }
}
