// An applet's state as it lies in a card's memory, read without the card.

import { printAid } from '../../src/iso7816/aid.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { AppletCells } from '../memory/applet-cells.ts'
import { CardMemory } from '../memory/card-memory.ts'
import type { StateCells } from '../kit/transition-applet.ts'

/** What an applet's state would be after the next power-up. */
export function stateIn<State>(
  card: EmulatedCard,
  { aid }: Pick<AppletFactory, 'aid'>,
  allocate: (memory: AppletMemory) => StateCells<State>,
): State {
  const memory = new CardMemory({}, { observe: () => undefined, onWrite: () => undefined }, card.image().memory)
  memory.powerUp()
  return memory.install(() => allocate(new AppletCells(memory, printAid(aid))).read())
}
