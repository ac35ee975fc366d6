// What happened, as sentences for people: one for those events that decide something, none for the rest.

import type { LabEvent, ToldWrite } from '../../../witness/event.ts'
import type { LaneState, Torn } from './lane.ts'

export interface Sentence {
  readonly seq: number
  readonly lane: string
  readonly text: string
  readonly tone: 'plain' | 'good' | 'bad'
}

/** The lane is as it was before the event. */
export function sentenceOf(event: LabEvent, lane: LaneState | undefined): Sentence | undefined {
  const { seq } = event
  const say = (text: string, tone: Sentence['tone'] = 'plain'): Sentence => ({ seq, lane: event.lane, text, tone })
  switch (event.kind) {
    case 'paid': {
      const { buyer = '', seller = '', units = '' } = lane?.payment ?? {}
      const paid = `${buyer} paid ${units} ${units === '1' ? 'unit' : 'units'} to ${seller}.`
      if (event.outcome === 'paid') return say(event.says === '' ? paid : sentence(event.says), 'good')
      return say(`Payment ${event.tx} ended ${event.outcome}: ${sentence(event.says)}`, 'bad')
    }
    case 'judged':
      if (event.refusal === undefined) return undefined
      return say(`The ${event.by} refused ${event.step}: ${event.failed ?? event.refusal}.`, 'bad')
    case 'silence':
      // that it was torn says it already
      return lane?.writes.at(-1)?.torn !== undefined
        ? undefined
        : say(`The card did not answer: ${sentence(event.says)}`, 'bad')
    case 'power': {
      const last = lane?.writes.at(-1)
      if (event.torn !== undefined && last !== undefined) return say(tornSentence(last, event.torn), 'bad')
      return event.state === 'on' || event.state === 'off' ? undefined : say(powerSentence(event.state, event.says))
    }
    case 'intervention':
    case 'note':
      return say(sentence(event.says), event.kind === 'note' && event.isFault === true ? 'bad' : 'plain')
    case 'verdict':
      return say(sentence(event.says), Object.values(event.gains).some((units) => units !== '0') ? 'bad' : 'good')
    default:
      return undefined
  }
}

function tornSentence({ number, role }: ToldWrite, torn: Torn): string {
  const where = `The card was torn ${torn === 'during' ? 'during' : `just ${torn}`} write ${number}`
  if (role === 'commit' && torn === 'after') return `${where}, after its commit point: the new state stands.`
  if (role === 'commit' && torn === 'during')
    return `${where}, at its commit point: one of the two states stands, whole.`
  return `${where}, before its commit point: the old state stands.`
}

function powerSentence(state: 'removed' | 'inserted', says: string): string {
  return says === '' ? `The card was ${state}.` : `The card was ${state}: ${sentence(says)}`
}

function sentence(says: string): string {
  return /[.!?]$/.test(says) ? says : `${says}.`
}

/** While the engine stands still before the next write. */
export function heldSentence(event: LabEvent | undefined): string | undefined {
  if (event?.kind !== 'write') return undefined
  if (event.role === 'undo') return `Held at write ${event.number}: the card puts its old state back.`
  if (event.role === 'commit')
    return `Held at write ${event.number}, the commit point itself: after it the new state stands.`
  return `Held at write ${event.number}: the card has not passed its commit point; torn now, the old state stands.`
}
