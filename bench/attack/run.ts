// A script with somebody who watches.

import type { Lane } from '../witness/witness.ts'
import type { Attack, AttackReport } from './attack.ts'
import { openStage } from './stage.ts'

/** The report of the script; a lane is told how it came about. */
export async function runAttack(attack: Attack, lane?: Lane): Promise<AttackReport> {
  const { name, title } = attack
  lane?.tell({ kind: 'note', says: `${name}: ${title}` })
  return attack.run(openStage(name, lane))
}
