// npm pcsclite as the adapter sees it, with the faults of the real one: one connection an object, errors as texts.

import { EventEmitter } from 'node:events'

export class FakeReader extends EventEmitter {
  readonly name: string
  connected = false
  readonly log: string[] = []
  /** What the next call fails with, if anything. */
  fault: Error | undefined

  constructor(name: string) {
    super()
    this.name = name
  }

  connect(_options: unknown, done: (error: Error | null, protocol?: number) => void): void {
    this.#settle('connect', done, 2)
    this.connected = true
  }

  disconnect(disposition: number, done: (error: Error | null) => void): void {
    this.#settle(`disconnect ${disposition}`, done)
    this.connected = false
  }

  transmit(
    _command: Buffer,
    _room: number,
    _protocol: number,
    done: (error: Error | null, answer?: Buffer) => void,
  ): void {
    this.#settle('transmit', done, Buffer.from([0x90, 0]))
  }

  control(_data: Buffer, _code: number, _room: number, done: (error: Error | null, answer?: Buffer) => void): void {
    this.#settle('control', done, Buffer.from([1]))
  }

  close(): void {
    this.log.push('close')
  }

  #settle<T>(doing: string, done: (error: Error | null, value?: T) => void, value?: T): void {
    this.log.push(doing)
    const { fault } = this
    this.fault = undefined
    if (fault === undefined) done(null, value)
    else done(fault)
  }
}

export class FakeContext extends EventEmitter {
  closed = false

  /** As pcsc-lite 1.9.9 makes pcsclite do. */
  close(): void {
    this.closed = true
    this.emit('error', new Error('SCardGetStatusChange error: Command cancelled.(0x80100002)'))
  }
}
