// What the conversations leave out: nothing that an applet declares, but for what no conversation can reach.

import { describe, expect, it } from 'vitest'
import { DECLARED_APPLETS, statusOf } from '../applets.ts'
import type { Exchange } from './conversation.ts'
import { allConversations } from './testing/conversations.ts'

const conversations = allConversations()

interface Spoken {
  readonly applet: string
  readonly exchange: Exchange
}

/** Every exchange with the applet that was selected for it. */
const spoken: readonly Spoken[] = conversations.flatMap(({ steps }) => {
  let applet = ''
  return steps.flatMap((step) => {
    if (step.kind === 'reset') applet = ''
    if (step.kind !== 'exchange') return []
    if (step.said.kind === 'select') applet = step.said.applet
    return [{ applet, exchange: step }]
  })
})

/** Four thousand million transactions of one card come before it; or it is the card's memory that decides. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'txCounterExhausted',
  'numberExhausted',
  'counterExhausted',
  'beyondCommit',
])

const commands = DECLARED_APPLETS.flatMap(({ name, commands }) =>
  Object.values(commands).map((command) => [name, command] as const),
)

function said(applet: string, command: string): readonly Exchange[] {
  const named = spoken.filter(({ applet: each, exchange }) => {
    return each === applet && exchange.said.kind === 'command' && exchange.said.name === command
  })
  return named.map(({ exchange }) => exchange)
}

it('there are at least 200 exchanges', () => {
  expect(spoken.length).toBeGreaterThanOrEqual(200)
})

describe.each(commands.map(([applet, command]) => [applet, command.name, command] as const))(
  '%s: %s',
  (applet, name, command) => {
    it('succeeds somewhere', () => {
      expect(said(applet, name).some(({ expected }) => expected.kind === 'ok')).toBe(true)
    })

    it.each(command.refusals.filter((refusal) => !OUT_OF_REACH.has(refusal)))('is refused somewhere: %s', (refusal) => {
      const refusals = said(applet, name).map(({ expected }) => (expected.kind === 'refused' ? expected.refusal : ''))
      expect(refusals).toContain(refusal)
    })
  },
)

describe.each(DECLARED_APPLETS.filter((applet) => Object.keys(applet.commands).length > 0))('$name', (applet) => {
  const mine = spoken.filter((each) => each.applet === applet.name)
  const refused = mine.map(({ exchange: { expected } }) => (expected.kind === 'refused' ? expected.refusal : ''))

  it.each(['wrongData', 'wrongParameters', 'insUnknown', 'claUnknown'])(
    'answers bytes that are none of its commands: %s',
    (refusal) => {
      expect(refused).toContain(refusal)
    },
  )

  it('is refused for no reason that it does not declare', () => {
    expect(refused.filter((each) => each !== '' && statusOf(applet, each) === undefined)).toEqual([])
  })
})
