// PINs of tokens come by the environment: a command line is seen by others and stays in histories and reports.

import type { TokenPins } from '../../../src/card/tokens/foreign-pin.ts'

export function pinsFrom(environment: NodeJS.ProcessEnv): Pick<TokenPins, 'piv' | 'openpgp'> {
  const { TICKBENCH_PIV_PIN: piv, TICKBENCH_OPENPGP_PIN: openpgp } = environment
  return { ...(piv !== undefined && { piv }), ...(openpgp !== undefined && { openpgp }) }
}
