// A script with somebody who watches: that somebody cheats, and what came of it under each setting.

import type { Lane } from '../witness/witness.ts'
import type { Attack, AttackReport } from './attack.ts'

/** The report of the script; a lane is told what it says. */
export async function runAttack(attack: Attack, lane?: Lane): Promise<AttackReport> {
  const { name, title } = attack
  lane?.tell({ kind: 'intervention', name, says: title })
  const rows = await attack.run()
  for (const { setting, outcome, gains, because } of rows) {
    lane?.tell({
      kind: 'verdict',
      says: `${setting}: ${outcome}, ${because}`,
      gains: Object.fromEntries(Object.entries(gains).map(([role, units]) => [role, String(units)])),
      ...(outcome === 'stopped' && { stoppedBy: because }),
    })
  }
  return rows
}
