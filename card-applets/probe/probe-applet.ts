// Single operations of the card on command (src/card/probe-commands.ts), as card laboratories measure them, and what
// nobody has published: whole transactions. Keys are made at the first command that needs them; nothing leaves the card.

import { answer, parserOf, type Parsed } from '../../src/card/commands.ts'
import {
  MOST_REPEATS,
  MOST_WRITES,
  PROBE_AID,
  PROBE_BYTES,
  PROBE_COMMANDS,
  type ProbeCommands,
  type ProbeRefusal,
  type TransactionRequest,
} from '../../src/card/probe-commands.ts'
import { aesCmac, CMAC_KEY_BYTES, observedCmac, type Cmac } from '../../src/crypto/cmac.ts'
import type { KeyPair } from '../../src/crypto/crypto.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { statusOnly } from '../../src/iso7816/response-apdu.ts'
import { accept, refuse, type Done, type Outcome } from '../../src/payment/outcome.ts'
import type { AppletFactory, CardPlatform } from '../applet.ts'
import type { Cell } from '../memory/applet-memory.ts'
import { MemoryFault } from '../memory/memory-fault.ts'

/** One operation of the card a command, repeated as it asks. */
export function probeApplet(aid: Aid = PROBE_AID): AppletFactory {
  return {
    aid,
    install(platform) {
      const probe = new Probe(platform)
      const parse = parserOf(PROBE_COMMANDS)
      return {
        process(command) {
          const parsed = parse(command)
          if (parsed.kind === 'none') return statusOnly(parsed.sw)
          return answer(PROBE_COMMANDS[parsed.kind], probe.run(parsed))
        },
      }
    },
  }
}

type Asked = Exclude<Parsed<ProbeCommands>, { kind: 'none' }>

class Probe {
  readonly #platform: CardPlatform
  readonly #mac: Cmac
  readonly #area: Cell
  readonly #buffer: Uint8Array = new Uint8Array(PROBE_BYTES)
  #keys: KeyPair | undefined
  /** A signature of the buffer as it was, by its length. */
  readonly #signatures = new Map<number, { readonly message: Uint8Array; readonly signature: Uint8Array }>()

  constructor(platform: CardPlatform) {
    this.#platform = platform
    this.#mac = observedCmac(aesCmac, platform.observe)
    this.#area = platform.memory.allocate('area', PROBE_BYTES)
  }

  run(parsed: Asked): Outcome<Done, ProbeRefusal> {
    const { count, bytes } = parsed.request
    const writes = parsed.kind === 'transaction' ? parsed.request.writes : 1
    const inRange = count <= MOST_REPEATS && bytes >= 1 && writes >= 1 && writes <= MOST_WRITES
    if (!inRange || bytes * writes > PROBE_BYTES) return refuse('outOfRange')
    const operation = this.#operation(parsed)
    try {
      for (let done = 0; done < count; done += 1) operation()
    } catch (error) {
      if (error instanceof MemoryFault && error.code === 'commitCapacity') return refuse('beyondCommit')
      throw error
    }
    return accept({})
  }

  /** Every result goes into the buffer, so that no two inputs are the same. */
  #operation(parsed: Asked): () => void {
    const { crypto, random } = this.#platform
    const input = this.#buffer.subarray(0, parsed.request.bytes)
    const mix = (result: Uint8Array): void => this.#buffer.set(result.subarray(0, Math.min(16, PROBE_BYTES)))
    switch (parsed.kind) {
      case 'hash':
        return () => mix(crypto.hash(input))
      case 'mac':
        return () => mix(this.#mac(MAC_KEY, input))
      case 'random':
        return () => mix(random(input.length))
      case 'sign': {
        const { secretKey } = this.#keyPair()
        return () => mix(crypto.signatures.sign(secretKey, input))
      }
      case 'verify':
        return this.#verifying(input)
      case 'write':
        return () => this.#area.write(this.#changed(input))
      case 'writeNonAtomic':
        return () => this.#area.writeNonAtomic(this.#changed(input))
      case 'transaction':
        return () => this.#transaction(parsed.request)
    }
  }

  #verifying(input: Uint8Array): () => void {
    const { publicKey } = this.#keyPair()
    const known = this.#signatures.get(input.length) ?? this.#signed(input)
    return () => {
      const { signatures } = this.#platform.crypto
      if (!signatures.verify(publicKey, known.message, known.signature))
        throw new Error('a signature of its own is wrong')
    }
  }

  #signed(input: Uint8Array): { readonly message: Uint8Array; readonly signature: Uint8Array } {
    const message = input.slice()
    const made = { message, signature: this.#platform.crypto.signatures.sign(this.#keyPair().secretKey, message) }
    this.#signatures.set(input.length, made)
    return made
  }

  #keyPair(): KeyPair {
    this.#keys ??= this.#platform.crypto.signatures.keyPair(this.#platform.random)
    return this.#keys
  }

  #transaction({ bytes, writes }: TransactionRequest): void {
    this.#platform.memory.transaction(() => {
      for (let at = 0; at < writes; at += 1) {
        const offset = at * bytes
        this.#area.write(this.#changed(this.#buffer.subarray(offset, offset + bytes)), offset)
      }
    })
  }

  /** Memory that is rewritten with what it holds may cost less. */
  #changed(input: Uint8Array): Uint8Array {
    for (const [at, byte] of input.entries()) input[at] = ~byte
    return input
  }
}

/** MACs nothing but the buffer. */
const MAC_KEY = new Uint8Array(CMAC_KEY_BYTES).fill(0x5a)
