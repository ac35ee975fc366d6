// The guided tear: a command of the tick purse whose power is cut at a memory write, what the card holds when the power
// comes back, what the real terminal does then, and where the money is in the end. Works on copies of one emulated card:
// nothing that it does is kept.

import type { CardImage } from '../../../../card-applets/card-image.ts'
import type { PowerCut, TearMoment } from '../../../../card-applets/memory/nvm.ts'
import { usualStack } from '../../../../reader/wrappers/usual.ts'
import { readStatus } from '../kept/purse-view.ts'
import { labCard, type LabCardInput } from '../../chips/lab-card.ts'
import { narrated } from './narrated.ts'
import type { TornCommand, TornPlan } from './torn-command.ts'

/** What the card's memory says, and where the money is. Minor units. */
export interface CafeTickMoney {
  readonly balance: bigint
  readonly txCounter: number
  readonly phase: string
}

export interface TearCase {
  readonly cut: PowerCut
  /** At the next power-up, before anybody has asked for anything. */
  readonly found: CafeTickMoney
  /** `other` is what must never be. */
  readonly state: 'old' | 'new' | 'other'
  /** What the terminal did from the moment of the cut, a line each. */
  readonly recovery: readonly string[]
  readonly end: MoneyAtEnd
}

export interface MoneyAtEnd {
  readonly onCard: bigint
  readonly withSeller: bigint
  /** Both together are what they were before, plus what the issuer loaded. */
  readonly conserved: boolean
}

export interface TearDemo {
  readonly command: TornCommand
  /** The command as it was asked, e.g. `TICK 3 of chain 2`. */
  readonly asked: string
  readonly before: CafeTickMoney
  readonly after: CafeTickMoney
  /** Memory writes of the command when nothing disturbs it. */
  readonly writes: number
  readonly cases: readonly TearCase[]
  readonly holds: boolean
}

export const MOMENTS: readonly TearMoment[] = ['before', 'during', 'after']

/** `only` tears one write, else every write is torn in every moment. Throws `RangeError` for a write that never happens. */
export async function demonstrateTear(
  chip: Omit<LabCardInput, 'image'>,
  plan: TornPlan,
  only?: PowerCut,
): Promise<TearDemo> {
  const whole = await play(chip, plan, undefined)
  if (only !== undefined && only.write > whole.writes) {
    throw new RangeError(`${plan.asked} writes its memory ${whole.writes} times, so write ${only.write} never happens`)
  }
  const all = Array.from({ length: whole.writes }, (_, at) => MOMENTS.map((when) => ({ write: at + 1, when }))).flat()
  const [before, after] = [await moneyIn(chip, plan.ready), await moneyIn(chip, whole.image)]
  const cases: TearCase[] = []
  for (const cut of only === undefined ? all : [only]) {
    chip.lane?.tell({
      kind: 'intervention',
      name: 'tear',
      says: `power off ${cut.when} write ${cut.write}: ${plan.asked}`,
    })
    const { found, recovery, end } = await play(chip, plan, cut)
    if (found === undefined) throw new RangeError(`${cut.when} write ${cut.write}: the power was not lost`)
    cases.push({ cut, found, state: same(found, before) ? 'old' : same(found, after) ? 'new' : 'other', recovery, end })
  }
  const holds = cases.every(({ state, end }) => state !== 'other' && end.conserved)
  const { command, asked } = plan
  return { command, asked, before, after, writes: whole.writes, cases, holds }
}

interface Played {
  readonly writes: number
  readonly found: CafeTickMoney | undefined
  readonly recovery: readonly string[]
  readonly end: MoneyAtEnd
  readonly image: CardImage
}

async function play(chip: Omit<LabCardInput, 'image'>, plan: TornPlan, cut: PowerCut | undefined): Promise<Played> {
  const { card, open: opened } = labCard({ ...chip, image: plan.ready })
  const recovery: string[] = []
  let torn: CardImage | undefined
  let telling = true
  const narratedCard = narrated(opened(), (line, lost) => {
    if (lost) torn = card.image()
    if (torn !== undefined && telling) recovery.push(line)
  })
  const open = usualStack(narratedCard)
  await plan.select(open)
  const before = card.memoryWrites()
  card.faults.cutPowerAt(cut)
  const withSeller = await plan.act(open)
  telling = false
  const writes = card.memoryWrites() - before
  const onCard = (await readStatus(open)).balance
  const conserved = onCard + withSeller === plan.total
  const found = torn === undefined ? undefined : await moneyIn(chip, torn)
  return { writes, found, recovery, end: { onCard, withSeller, conserved }, image: card.image() }
}

/** What a card with this memory says when it is powered on. */
async function moneyIn(chip: Omit<LabCardInput, 'image'>, image: CardImage): Promise<CafeTickMoney> {
  const { balance, txCounter, phase } = await readStatus(labCard({ ...chip, image, lane: undefined }).open())
  return { balance, txCounter, phase }
}

function same(a: CafeTickMoney, b: CafeTickMoney): boolean {
  return a.balance === b.balance && a.txCounter === b.txCounter && a.phase === b.phase
}
