// The part of the native bindings that the drivers use, declared here because the packages are optional: without a
// compiler pcsclite is not installed at all, and the types must hold then too.

declare module 'pcsclite' {
  import type { EventEmitter } from 'node:events'

  function open(): open.NativeContext

  namespace open {
    interface NativeContext extends EventEmitter {
      close(): void
    }

    interface NativeReader extends EventEmitter {
      readonly name: string
      readonly connected: boolean
      connect(
        options: { readonly share_mode: number; readonly protocol: number },
        done: (error: Error | null | undefined, protocol?: number) => void,
      ): void
      disconnect(disposition: number, done: (error: Error | null | undefined) => void): void
      transmit(
        command: Buffer,
        room: number,
        protocol: number,
        done: (error: Error | null | undefined, response?: Buffer) => void,
      ): void
      control(
        data: Buffer,
        code: number,
        room: number,
        done: (error: Error | null | undefined, response?: Buffer) => void,
      ): void
      close(): void
    }
  }

  export = open
}

declare module 'pcsc-mini' {
  import type { EventEmitter } from 'node:events'

  export interface Card {
    protocol(): number
    transmitProtocol(protocol: number, command: Uint8Array, room: ArrayBuffer): Promise<Uint8Array>
    control(code: number, data: Uint8Array, room: ArrayBuffer): Promise<Uint8Array>
    reconnect(share: number, initialization: number): Promise<number>
    transaction(): Promise<{ end(disposition: number): Promise<void> }>
    disconnect(disposition: number): Promise<void>
  }

  export interface Reader extends EventEmitter {
    name(): string
    connect(share: number, protocol?: number): Promise<Card>
  }

  export class Client extends EventEmitter {
    reader(name: string): Reader | undefined
    start(): Client
    stop(): void
  }
}
