// From a run of suite `card` to a profile that times emulated cards alike: single operations become figures, exchanges by
// size become a wire. What was below resolution or never measured stays unknown; nothing is guessed.

import type { CardOperation, CardProfile } from '../../card-applets/time/card-profile.ts'
import type { Figure, FigureQuality } from '../../card-applets/time/figures.ts'
import type { MeasuredWire, SizedTime } from '../../card-applets/time/wire.ts'
import { accept, refuse, type Outcome } from '../../src/payment/outcome.ts'
import type { Doubt, DoubtKind } from '../measure/doubts/doubt.ts'
import { idOf } from '../measure/find-result.ts'
import type { BenchDocument, BenchResult, Origin } from '../measure/result.ts'
import { ECHO_SIZES, wireName } from '../suites/card/echo-operations.ts'
import { PROBED } from '../suites/card/probe-operations.ts'

export type ProfileRefusal =
  | 'not a run of suite card'
  | 'an emulated card that was timed as none: its time is that of the host'
  | 'neither single operations nor exchanges by size in it: the card had neither probe applet nor echo applet'
  | 'no single operations in it: the card had no probe applet'
  | 'no exchanges by size in it: the card had no echo applet'

/** The profile called `name` of the card that was measured. */
export function profileOf(document: BenchDocument, name: string): Outcome<CardProfile, ProfileRefusal> {
  if (document.suite !== 'card') return refuse('not a run of suite card')
  const { facts } = document.environment
  const origin: Origin = document.results.some((result) => result.origin === 'modelled') ? 'modelled' : 'measured'
  if (origin === 'measured' && facts['driver'] === 'emulated') {
    return refuse('an emulated card that was timed as none: its time is that of the host')
  }
  const results = document.results.filter((result) => result.origin === origin)
  const figures = figuresOf(results)
  const wire = wireOf(results)
  const hasFigures = Object.keys(figures).length > 0
  if (!hasFigures && wire === undefined) {
    return refuse(
      'neither single operations nor exchanges by size in it: the card had neither probe applet nor echo applet',
    )
  }
  if (!hasFigures) return refuse('no single operations in it: the card had no probe applet')
  if (wire === undefined) return refuse('no exchanges by size in it: the card had no echo applet')
  const [title, source] = [titleOf(facts), sourceOf(document, origin)].map((text) => text.slice(0, LONGEST_TEXT))
  return accept({ name, title: title ?? '', source: source ?? '', figures, wires: { measured: wire } })
}

/** Facts are somebody else's words. */
const LONGEST_TEXT = 300

function figuresOf(results: readonly BenchResult[]): CardProfile['figures'] {
  const figures = new Map<CardOperation, Figure[]>()
  for (const result of results) {
    const probed = PROBED.get(idOf(result))
    const ns = timeOf(result)
    if (probed === undefined || ns === undefined) continue
    const known = figures.get(probed.operation) ?? []
    if (known.some(({ bytes }) => bytes === probed.bytes)) continue
    known.push({ bytes: probed.bytes, ns: Math.round(ns), quality: qualityOf(result.doubts) })
    figures.set(probed.operation, known)
  }
  const inOrder = [...figures].map(
    ([operation, list]) => [operation, list.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))] as const,
  )
  return Object.fromEntries(inOrder)
}

const SHORT_HEADER = 4
const LENGTH_BYTE = 1
const STATUS = 2

/** Undefined unless each direction was measured at two sizes at least. */
function wireOf(results: readonly BenchResult[]): MeasuredWire | undefined {
  const timesOf = (direction: 'in' | 'out') =>
    ECHO_SIZES.flatMap((size) => {
      const ns = timeOf(results.find((result) => idOf(result) === wireName(direction, size)))
      return ns === undefined ? [] : [{ size, ns }]
    })
  const commands: SizedTime[] = timesOf('in').map(({ size, ns }) => ({
    bytes: size === 0 ? SHORT_HEADER : SHORT_HEADER + LENGTH_BYTE + size,
    ns: Math.round(ns),
  }))
  const [empty, next] = commands
  if (empty === undefined || next === undefined) return undefined
  // A command that asks for an answer has its Le, one byte more than the one that asks for none.
  const asked = empty.ns + ((next.ns - empty.ns) / (next.bytes - empty.bytes)) * LENGTH_BYTE
  const longer = timesOf('out').map(({ size, ns }) => ({
    bytes: STATUS + size,
    ns: Math.max(0, Math.round(ns - asked)),
  }))
  return longer.length === 0
    ? undefined
    : { kind: 'measured', commands, answers: [{ bytes: STATUS, ns: 0 }, ...longer] }
}

/** One operation, baseline subtracted; undefined where it was below resolution. */
function timeOf(result: BenchResult | undefined): number | undefined {
  const perSecond = result?.perSecond
  return perSecond === null || perSecond === undefined || !(perSecond.median > 0) ? undefined : 1e9 / perSecond.median
}

/** Doubts that leave the median as it is do not touch a figure. */
const HARMLESS: readonly DoubtKind[] = ['noisyNeighbours']

function qualityOf(doubts: readonly Doubt[]): FigureQuality {
  const serious = doubts.filter((doubt) =>
    doubt.kind === 'weakFigures' ? doubt.uncertain > 0 : !HARMLESS.includes(doubt.kind),
  )
  return serious.length === 0 ? 'ok' : 'approx'
}

type Facts = BenchDocument['environment']['facts']

function titleOf(facts: Facts): string {
  const { profile, ATR } = facts
  return profile === undefined ? `a card with ATR ${ATR ?? 'none'}` : `an emulated card timed as ${profile}`
}

function sourceOf({ environment }: BenchDocument, origin: Origin): string {
  const { reader = '', driver = '', protocol = '' } = environment.facts
  return `tickbench bench card, ${origin} through ${reader} (${driver}, ${protocol}), commit ${environment.commit ?? 'unknown'}`
}
