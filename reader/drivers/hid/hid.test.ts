import { describe, expect, it } from 'vitest'
import { concat } from '../../../src/bytes/bytes.ts'
import { commandApdu } from '../../../src/iso7816/command-apdu.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import {
  BROADCAST,
  CTAPHID,
  CTAPHID_ERROR,
  decodeReport,
  encodeHidMessage,
  encodeInitAnswer,
} from '../../framing/ctaphid.ts'
import { encodeLedger, LEDGER_CHANNEL, LedgerAssembly } from '../../framing/ledger.ts'
import { HidToken } from '../../serve/hid/token.ts'
import { echoPort } from '../../testing/echo-port.ts'
import { hidSystem, pipeTo, TOKEN_DEVICE } from '../../testing/token-pipe.ts'
import { openCtaphid } from './ctaphid-host.ts'
import { hidDriver } from './hid.ts'
import type { HidDevice } from './node-hid.ts'

const random = seededRandom(1)
const data = new Uint8Array(300).fill(7)
const echo = commandApdu({ cla: 0x80, ins: 0x10, data, ne: 256 })
const hostOptions = { random, limitMs: 200, address: 'hid:1050:0407' }

type Reports = readonly Uint8Array[]

/** A token of which a test changes some answers: `undefined` leaves the report to the real one. */
function oddToken(odd: (report: Uint8Array, token: HidToken) => Reports | undefined): ReturnType<typeof pipeTo> {
  const token = new HidToken(echoPort(), () => 0n)
  return pipeTo((report) => odd(report, token) ?? token.take(report))
}

const command = (report: Uint8Array): number => {
  const decoded = decodeReport(report)
  return decoded.kind === 'init' ? decoded.command : -1
}
const channelOf = (report: Uint8Array): number => decodeReport(report).channel
const answer = (channel: number, code: number, bytes: Uint8Array): Reports =>
  encodeHidMessage({ channel, command: code, data: bytes })

describe('the hid driver at a FIDO token', () => {
  it('lists it, carries APDUs as U2F messages and resets by INIT', async () => {
    const driver = hidDriver({ random, system: hidSystem(oddToken(() => undefined)) })
    expect(await driver.list()).toMatchObject([{ reader: '1050:0407 Token', card: 'present' }])
    const card = await driver.open('1050:0407')
    expect(card.facts).toMatchObject({ address: 'hid:1050:0407', protocol: 'none', maxCommandBytes: 7609 })
    expect((await card.transmit(echo)).data).toEqual(data)
    await card.reset()
    expect((await card.transmit(echo)).data).toEqual(data)
    await driver.close()
    await expect(card.transmit(echo)).rejects.toMatchObject({ code: 'closed' })
  })

  it.each<[string, readonly HidDevice[], string | undefined]>([
    ['nothing is connected', [], undefined],
    ['only a keyboard is', [{ ...TOKEN_DEVICE, usagePage: 1 }], undefined],
    ['only another token is', [TOKEN_DEVICE], '1050:0120'],
  ])('fails as noReader where %s', async (_, devices, wanted) => {
    const driver = hidDriver({
      random,
      system: hidSystem(
        pipeTo(() => []),
        devices,
      ),
    })
    await expect(driver.open(wanted)).rejects.toMatchObject({ code: 'noReader' })
  })

  it('fails for a token without U2F', async () => {
    const pipe = oddToken((report) => {
      const nonce = decodeReport(report).data.slice(0, 8)
      const told = encodeInitAnswer({ nonce, channel: 5, versions: [2, 0, 0, 0], capabilities: 0x0c })
      return answer(BROADCAST, CTAPHID.init, told)
    })
    const driver = hidDriver({ random, system: hidSystem(pipe) })
    await expect(driver.open()).rejects.toMatchObject({ code: 'protocol' })
  })
})

describe('the CTAPHID host', () => {
  it('takes only the answer to INIT that has its nonce', async () => {
    const foreign = encodeInitAnswer({ nonce: new Uint8Array(8), channel: 99, versions: [2, 0, 0, 0], capabilities: 0 })
    const pipe = oddToken((report, token) =>
      command(report) === CTAPHID.init
        ? [...answer(BROADCAST, CTAPHID.init, foreign), ...token.take(report)]
        : undefined,
    )
    const host = await openCtaphid(pipe, hostOptions)
    expect(await host.ask(CTAPHID.ping, data)).toEqual(data)
  })

  it('ignores reports of other channels and keep-alives', async () => {
    const pipe = oddToken((report, token) => {
      if (command(report) !== CTAPHID.ping) return undefined
      const alive = answer(channelOf(report), CTAPHID.keepalive, Uint8Array.of(2))
      return [...answer(0x1234, CTAPHID.ping, new Uint8Array(3)), ...alive, ...token.take(report)]
    })
    const host = await openCtaphid(pipe, hostOptions)
    expect(await host.ask(CTAPHID.ping, Uint8Array.of(1))).toEqual(Uint8Array.of(1))
  })

  it('tries again while the token is busy with another program', async () => {
    let busy = 2
    const pipe = oddToken((report) =>
      command(report) === CTAPHID.ping && busy-- > 0
        ? answer(channelOf(report), CTAPHID.error, Uint8Array.of(CTAPHID_ERROR.busy))
        : undefined,
    )
    const host = await openCtaphid(pipe, hostOptions)
    expect(await host.ask(CTAPHID.ping, Uint8Array.of(1))).toEqual(Uint8Array.of(1))
  })

  it('waits with INIT, too, while the token is busy with another program', async () => {
    let busy = 2
    const pipe = oddToken((report) =>
      busy-- > 0 ? answer(channelOf(report), CTAPHID.error, Uint8Array.of(CTAPHID_ERROR.busy)) : undefined,
    )
    const host = await openCtaphid(pipe, hostOptions)
    expect(await host.ask(CTAPHID.ping, Uint8Array.of(1))).toEqual(Uint8Array.of(1))
  })

  it('takes a new channel by resynchronising where the token has forgotten the old one', async () => {
    const tokens = [new HidToken(echoPort(), () => 0n), new HidToken(echoPort(), () => 0n)]
    // So that ours is channel 2, which the second token has not given to anybody.
    tokens[0]?.take(encodeHidMessage({ channel: BROADCAST, command: CTAPHID.init, data: new Uint8Array(8) })[0]!)
    const pipe = pipeTo((report) => tokens[0]?.take(report) ?? [])
    const host = await openCtaphid(pipe, hostOptions)
    tokens.shift()
    await expect(host.ask(CTAPHID.ping, NONE)).rejects.toMatchObject({ code: 'cardReset' })
    await host.resynchronize()
    expect(await host.ask(CTAPHID.ping, data)).toEqual(data)
  })

  it('resynchronises although an error of what was under way comes first', async () => {
    let late = false
    const pipe = oddToken((report, token) => {
      if (!late || command(report) !== CTAPHID.init) return undefined
      const error = answer(channelOf(report), CTAPHID.error, Uint8Array.of(CTAPHID_ERROR.timeout))
      return [...error, ...token.take(report)]
    })
    const host = await openCtaphid(pipe, hostOptions)
    late = true
    await host.resynchronize()
    expect(await host.ask(CTAPHID.ping, data)).toEqual(data)
  })

  it('does not take the answer to an earlier INIT for that to a command', async () => {
    const pipe = oddToken(() => undefined)
    const host = await openCtaphid(pipe, hostOptions)
    pipe.waiting.push(...answer(1, CTAPHID.init, new Uint8Array(17)))
    expect(await host.ask(CTAPHID.ping, data)).toEqual(data)
  })

  it('fails as protocol where the answer to INIT is cut off', async () => {
    const pipe = oddToken((report) => answer(BROADCAST, CTAPHID.init, decodeReport(report).data.slice(0, 8)))
    await expect(openCtaphid(pipe, hostOptions)).rejects.toMatchObject({ name: 'WireFailure', code: 'protocol' })
  })

  it.each([
    [CTAPHID_ERROR.command, 'protocol'],
    [CTAPHID_ERROR.length, 'tooLong'],
    [CTAPHID_ERROR.timeout, 'timeout'],
    [CTAPHID_ERROR.channel, 'cardReset'],
    [CTAPHID_ERROR.lockRequired, 'busy'],
    [0x77, 'unknown'],
  ])('reports the error %d as %s', async (code, failure) => {
    const pipe = oddToken((report) =>
      command(report) === CTAPHID.ping ? answer(channelOf(report), CTAPHID.error, Uint8Array.of(code)) : undefined,
    )
    const host = await openCtaphid(pipe, hostOptions)
    await expect(host.ask(CTAPHID.ping, NONE)).rejects.toMatchObject({ code: failure })
  })

  it('cancels and resynchronises when a touch does not come', async () => {
    const seen: number[] = []
    const pipe = oddToken((report) => {
      seen.push(command(report))
      return command(report) === CTAPHID.message ? [] : undefined
    })
    const host = await openCtaphid(pipe, { ...hostOptions, limitMs: 20 })
    await expect(host.ask(CTAPHID.message, NONE)).rejects.toMatchObject({ code: 'timeout' })
    expect(seen).toEqual([CTAPHID.init, CTAPHID.message, CTAPHID.cancel, CTAPHID.init])
    expect(await host.ask(CTAPHID.ping, Uint8Array.of(1))).toEqual(Uint8Array.of(1))
  })

  it('ends in time although the token keeps saying that it works', async () => {
    const pipe = oddToken(() => undefined)
    const host = await openCtaphid(pipe, { ...hostOptions, limitMs: 20 })
    const [alive] = answer(1, CTAPHID.keepalive, Uint8Array.of(1))
    const endless = { ...pipe, write: async () => undefined, read: async () => alive }
    Object.assign(pipe, endless)
    await expect(host.ask(CTAPHID.ping, NONE)).rejects.toMatchObject({ code: 'timeout' })
  })

  it('resynchronises after a message with a report missing', async () => {
    const pipe = oddToken((report, token) => {
      if (command(report) !== CTAPHID.ping) return undefined
      token.take(report)
      const echoed = answer(channelOf(report), CTAPHID.ping, new Uint8Array(200))
      return echoed.filter((_, at) => at !== 1)
    })
    const host = await openCtaphid(pipe, hostOptions)
    await expect(host.ask(CTAPHID.ping, NONE)).rejects.toMatchObject({ code: 'protocol' })
  })
})

const NONE = new Uint8Array(0)

describe('the hid driver at a Ledger device', () => {
  const device: HidDevice = { ...TOKEN_DEVICE, vendorId: 0x2c97, productId: 1, usagePage: 0xffa0 }

  it('carries any APDU in packets', async () => {
    let assembly = new LedgerAssembly(LEDGER_CHANNEL)
    const pipe = pipeTo((packet) => {
      const apdu = assembly.add(packet)
      if (apdu === undefined) return []
      assembly = new LedgerAssembly(LEDGER_CHANNEL)
      return encodeLedger(LEDGER_CHANNEL, concat(apdu.subarray(0, 4), Uint8Array.of(0x90, 0)))
    })
    const card = await hidDriver({ random, system: hidSystem(pipe, [device]) }).open()
    expect((await card.transmit(echo)).data).toEqual(Uint8Array.of(0x80, 0x10, 0, 0))
  })

  it('fails as protocol on packets of another exchange', async () => {
    const pipe = pipeTo(() => encodeLedger(0x0202, Uint8Array.of(0x90, 0)))
    const card = await hidDriver({ random, system: hidSystem(pipe, [device]) }).open()
    await expect(card.transmit(echo)).rejects.toMatchObject({ code: 'protocol' })
  })

  it('is over after an exchange that broke off, so that a late answer is not taken for the next', async () => {
    const pipe = pipeTo(() => [])
    const card = await hidDriver({ random, system: hidSystem(pipe, [device]) }).open(undefined, { limitMs: 10 })
    await expect(card.transmit(echo)).rejects.toMatchObject({ code: 'timeout' })
    pipe.waiting.push(...encodeLedger(LEDGER_CHANNEL, Uint8Array.of(0x6a, 0x82)))
    await expect(card.transmit(echo)).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('a response without a status word', () => {
  it('fails as protocol', async () => {
    const pipe = oddToken((report) =>
      command(report) === CTAPHID.message ? answer(channelOf(report), CTAPHID.message, Uint8Array.of(0x90)) : undefined,
    )
    const card = await hidDriver({ random, system: hidSystem(pipe) }).open()
    const version = commandApdu({ cla: 0, ins: 3, ne: 256 })
    await expect(card.transmit(version)).rejects.toMatchObject({ name: 'WireFailure', code: 'protocol' })
  })
})

describe('a command that is longer than the longest message', () => {
  it('is not sent', async () => {
    const card = await hidDriver({ random, system: hidSystem(oddToken(() => undefined)) }).open()
    const long = commandApdu({ cla: 0x80, ins: 0x10, data: new Uint8Array(8_000), ne: 256 })
    await expect(card.transmit(long)).rejects.toMatchObject({ code: 'tooLong' })
  })
})
