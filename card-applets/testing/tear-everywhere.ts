// Cuts the power at every physical memory write of an action, in every moment, and lets the caller judge what the card
// is afterwards. Optionally each recovery is torn too, at every write of the power-up.

import { WireFailure } from '../../src/card/wire-failure.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { PowerCut, TearMoment } from '../memory/nvm.ts'

export interface TearScenario {
  /** A powered card in the state before the action; made anew for every case. */
  readonly prepare: () => EmulatedCard
  readonly act: (card: EmulatedCard) => void
  /** Called with the card powered up again. `cut` is undefined for the undisturbed run. */
  readonly judge: (card: EmulatedCard, cut: PowerCut | undefined) => void
  readonly tearRecovery?: boolean
}

const MOMENTS: readonly TearMoment[] = ['before', 'during', 'after']

/** Runs the action undisturbed and then torn at each write. Gives the number of torn cases. */
export function tearEverywhere(scenario: TearScenario): number {
  const whole = scenario.prepare()
  const before = whole.memoryWrites()
  scenario.act(whole)
  const writes = whole.memoryWrites() - before
  scenario.judge(whole, undefined)
  let cases = 0
  for (let write = 1; write <= writes; write++) {
    for (const when of MOMENTS) cases += tearOnce(scenario, { write, when })
  }
  return cases
}

function tearOnce(scenario: TearScenario, cut: PowerCut): number {
  const torn = tornCard(scenario, cut)
  const before = torn.memoryWrites()
  torn.powerOn()
  scenario.judge(torn, cut)
  if (scenario.tearRecovery !== true) return 1
  const recoveryWrites = torn.memoryWrites() - before
  for (let write = 1; write <= recoveryWrites; write++) {
    for (const when of MOMENTS) {
      const again = tornCard(scenario, cut)
      again.faults.cutPowerAt({ write, when })
      mustLosePower(() => again.powerOn())
      again.powerOn()
      scenario.judge(again, cut)
    }
  }
  return 1 + recoveryWrites * MOMENTS.length
}

function tornCard(scenario: TearScenario, cut: PowerCut): EmulatedCard {
  const card = scenario.prepare()
  card.faults.cutPowerAt(cut)
  mustLosePower(() => scenario.act(card))
  return card
}

/** A cut that never happens would prove nothing. */
function mustLosePower(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (error instanceof WireFailure && error.code === 'cardMute') return
    throw error
  }
  throw new Error('the power was to be cut and was not')
}
