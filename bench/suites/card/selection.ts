// What is selected on a card under measurement, so that each operation meets the card as it met it before: an applet by
// its name, or what the card itself begins with.

import type { OpenCard } from '../../../src/card/channel.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { printAid, type Aid } from '../../../src/iso7816/aid.ts'
import { commandApdu } from '../../../src/iso7816/command-apdu.ts'
import { SW } from '../../../src/iso7816/status-word.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import { ABSENT_AID } from './common-operations.ts'
import { OperationMissing } from './operation.ts'

export interface Selection {
  /** The card; what is sent through it that may select otherwise is taken note of. */
  readonly wire: OpenCard
  /** Undefined: what the card begins with. Throws `OperationMissing` and `WireFailure`. */
  select(aid: Aid | undefined): Promise<void>
  hasAnswered(): boolean
}

const SELECT_INS = 0xa4
/** The empty name is that of the default application (ISO/IEC 7816-4:2005, 7.1.1). */
const SELECT_DEFAULT = commandApdu({ cla: 0, ins: SELECT_INS, p1: 0x04, ne: 256 })

type Selected = { readonly kind: 'unknown' | 'fresh' | 'default' } | { readonly kind: 'applet'; readonly name: string }

const UNKNOWN: Selected = { kind: 'unknown' }

export function createSelection(card: OpenCard): Selection {
  let selected: Selected = UNKNOWN
  let answered = false
  let takesDefault: boolean | undefined
  let takesAnyName: boolean | undefined
  const wire: OpenCard = {
    ...card,
    async transmit(command) {
      if (command.ins === SELECT_INS) selected = UNKNOWN
      const answer = await card.transmit(command)
      answered = true
      return answer
    },
    async reset() {
      selected = UNKNOWN
      await card.reset()
      selected = { kind: 'fresh' }
    },
  }
  const whole = usualStack(wire)
  const selectDefault = async (): Promise<void> => {
    if (takesDefault !== false) takesDefault = await isTaken(wire)
    if (!takesDefault && selected.kind !== 'fresh') await wire.reset()
    selected = { kind: 'default' }
  }
  return {
    wire,
    hasAnswered: () => answered,
    async select(aid) {
      if (aid === undefined) return selected.kind === 'default' ? undefined : selectDefault()
      const name = printAid(aid)
      if (selected.kind === 'applet' && selected.name === name) return undefined
      takesAnyName ??= await selectApplet(whole, ABSENT_AID)
      if (takesAnyName) throw new OperationMissing('the card answers SELECT of any name, so no applet can be told')
      if (!(await selectApplet(whole, aid))) throw new OperationMissing(`the card has no applet ${name}`)
      selected = { kind: 'applet', name }
      return undefined
    },
  }
}

/** A card that breaks the wire over it does not take it. */
async function isTaken(wire: OpenCard): Promise<boolean> {
  try {
    return (await wire.transmit(SELECT_DEFAULT)).sw === SW.ok
  } catch (error) {
    if (error instanceof WireFailure) return false
    throw error
  }
}
