import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import { parseHex, printHex } from '../../bytes/hex.ts'
import { nodeCrypto } from '../../crypto/node-engine.ts'
import { encodeCommand } from '../../iso7816/command-apdu.ts'
import { decodeResponse } from '../../iso7816/response-apdu.ts'
import type { OpenCard } from '../channel.ts'
import { converse, type ExchangeReport } from './converse.ts'
import { parseConversation } from './parse.ts'

const crypto = nodeCrypto('p256')

/** Answers in the order given, whatever is asked. */
function saying(answers: readonly string[], asked: string[] = []): OpenCard {
  let at = 0
  return {
    facts: {
      address: 'test',
      driver: 'test',
      reader: 'test',
      atr: new Uint8Array(0),
      protocol: 'T=1',
      maxCommandBytes: 0,
    },
    async transmit(command) {
      asked.push(printHex(encodeCommand(command)))
      const answer = decodeResponse(parseHex(answers[at] ?? '6f00'))
      at += 1
      return answer
    },
    async reset() {
      asked.push('reset')
    },
    close: () => Promise.resolve(),
  }
}

function run(steps: string, card: OpenCard): Promise<readonly ExchangeReport[]> {
  const text = `tickbench conversation 1\nabout A.\napplets cafe-tick, purse-mac\nchanges Nothing.\n${steps}`
  return converse({ card, whole: card, crypto }, parseConversation(text, 'talk'))
}

async function findings(steps: string, answers: readonly string[]): Promise<readonly string[]> {
  return (await run(steps, saying(answers))).flatMap((report) => report.findings)
}

const SELECTED = '# It is there.\n> SELECT cafe-tick\n< ok\n'
const STATUS = '# Status.\n> GET DATA (status)\n'
const EXPECTED = '< ok { balance 5, currency CHF, txCounter 1, phase open, blocked no, pinTries 3 }\n'
/** Balance 5, CHF, transaction 1, open, free, 3 tries. */
const ANSWERED = '000000000000000543484600000001020003'

it('says the bytes of declared commands, and of resets', async () => {
  const asked: string[] = []
  await run(
    `${SELECTED}# Tick.\n> TICK { txCounter 2, spent 3 }\n< noChain\n# Off.\nreset\n`,
    saying(['9000', '940a'], asked),
  )
  expect(asked).toEqual(['00a4040c0af07469636b7075727365', '8032000008000000020000000314', 'reset'])
})

it('evaluates what is changed anew, its MAC included', async () => {
  const asked: string[] = []
  const load = 'let load = { order { cardId 11*8, txCounter 1, currency CHF, units 7 }, tag hmac(4B*32, .order) }\n'
  const other = load.replace('units 7', 'units 8')
  const said = '# Load.\n> LOAD $load with order.units 8\n< noChain\n# The same.\n> LOAD $load\n< noChain\n'
  await run(`${SELECTED}${load}${said.replace('# The', `${other}# The`)}`, saying(['9000'], asked))
  expect(asked[1]).toBe(asked[2])
})

describe('an answer that agrees gives no findings', () => {
  it.each([
    ['a structure', `${SELECTED}${STATUS}${EXPECTED}`, ['9000', `${ANSWERED}9000`]],
    ['any field', `${SELECTED}${STATUS}${EXPECTED.replace('balance 5', 'balance ?')}`, ['9000', `${ANSWERED}9000`]],
    ['a refusal', `${SELECTED}${STATUS}< notPersonalised\n`, ['9000', '6a88']],
    ['a counted one', `${SELECTED}# PIN.\n> VERIFY { pin pin(1234) }\n< pinWrong 2\n`, ['9000', '63c2']],
    ['bytes', '# Raw.\n> 00 B0 00 00\n< AB*2 9000\n', ['abab9000']],
    [
      'bytes of which some are kept',
      '# Raw.\n> 00 B0 00 00\n< A0 ?x 9000\n# Again.\n> 00 B0 00 00\n< $x 9000\n',
      ['a0ff9000', 'ff9000'],
    ],
    [
      'the whole once more',
      `${SELECTED}${STATUS}< ok ?status\n${STATUS}< ok $status\n`,
      ['9000', `${ANSWERED}9000`, `${ANSWERED}9000`],
    ],
  ])('%s', async (_name, steps, answers) => {
    expect(await findings(steps, answers)).toEqual([])
  })
})

describe('an answer that differs is told', () => {
  it.each([
    [
      'another value',
      [`${ANSWERED}9000`],
      EXPECTED.replace('balance 5', 'balance 6'),
      'PurseStatus.balance: "6" expected, "5" answered',
    ],
    [
      'another word',
      [`${ANSWERED}9000`],
      EXPECTED.replace('phase open', 'phase closed'),
      'PurseStatus.phase: "closed" expected, "open" answered',
    ],
    [
      'a field of which nothing is said',
      [`${ANSWERED}9000`],
      EXPECTED.replace('balance 5,', ''),
      'PurseStatus.balance: nothing is expected of it',
    ],
    [
      'a field that there is not',
      [`${ANSWERED}9000`],
      EXPECTED.replace('{', '{ colour red,'),
      'PurseStatus: has no field colour',
    ],
    ['too short', ['00009000'], EXPECTED, 'PurseStatus.balance: 2 bytes left where 8 belong'],
    ['a refusal', ['6985'], EXPECTED, '9000 expected, 6985 answered'],
    ['another refusal', ['6985'], '< notPersonalised\n', '6a88 expected, 6985 answered'],
    ['data beside a refusal', ['ab6a88'], '< notPersonalised\n', '6a88 expected, ab6a88 answered'],
    ['success', [`${ANSWERED}9000`], '< notPersonalised\n', `6a88 expected, ${ANSWERED}9000 answered`],
    [
      'a check that does not hold',
      [`${ANSWERED}9000`],
      EXPECTED.replace('currency CHF', 'currency signed(02*33, 00)'),
      'PurseStatus.currency: signed does not hold for "CHF"',
    ],
    [
      'what was never answered',
      [`${ANSWERED}9000`],
      '< ok $never\n',
      'talk:9: $never is not defined, or was never answered',
    ],
  ])('%s', async (_name, answers, expected, finding) => {
    expect(await findings(`${SELECTED}${STATUS}${expected}`, ['9000', ...answers])).toEqual([finding])
  })
})

describe('what cannot be said is a DecodeError with its place', () => {
  it.each([
    ['a command of another applet', '> DEBIT IEP\n', 'talk:10: cafe-tick has no command "DEBIT IEP"'],
    ['a field too few', '> TICK { txCounter 1 }\n', 'talk:10: TickRequest without its field spent'],
    ['a field too many', '> TICK { txCounter 1, spent 1, more 1 }\n', 'talk:10: TickRequest has no field more'],
    ['a word for a number', '> TICK { txCounter one, spent 1 }\n', 'talk:10: "one" is not a number'],
    ['a number out of range', '> TICK { txCounter 4294967296, spent 1 }\n', 'talk:10: TickRequest.txCounter: '],
    ['a PIN of letters', '> VERIFY { pin pin(abcd) }\n', 'talk:10: a PIN has 4 to 8 digits'],
    ['an unknown function', '> VERIFY { pin guess(1) }\n', 'talk:10: guess is none of'],
    ['too many values', '> VERIFY { pin pin(1, 2) }\n', 'talk:10: pin takes 1 values, not 2'],
    ['a neighbour that is not there', '> VERIFY { pin hash(.order) }\n', 'talk:10: there is no .order here'],
    ['half a byte', '> VERIFY { pin 123 }\n', 'talk:10: 3 hex digits do not make whole bytes'],
    ['no command at all', '> 80\n', 'talk:10: CommandApdu: 1 byte where at least 4 belong'],
    ['a part that is computed elsewhere', '> VERIFY { pin $made.tag }\n', 'talk:10: tag is computed where it stands'],
  ])('%s', async (_name, said, expected) => {
    const made = 'let made = { order { cardId 11*8 }, tag hmac(4B*32, .order) }\n'
    const running = run(`${SELECTED}${made}${STATUS.split('\n')[0]}\n${said}< ok\n`, saying(['9000']))
    await expect(running).rejects.toThrow(DecodeError)
    await expect(running).rejects.toThrow(expected)
  })
})
