// What is compared: a log, or a workload that is made.

import { InvalidArgumentError } from 'commander'
import { readAccessLog } from '../workload/access-log.ts'
import type { Again } from '../workload/advice.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { unitPerRequest, unitsPerKib, type PriceRule } from '../workload/price.ts'
import { UserError } from './exit.ts'
import { repeatCommand, type Shell } from './shell.ts'

export interface WorkloadOptions {
  readonly seed: number
  readonly payments: number | undefined
  readonly pricePerKib: number | undefined
  readonly clientField: string | undefined
}

export function priceFor({ pricePerKib }: Pick<WorkloadOptions, 'pricePerKib'>): PriceRule {
  return pricePerKib === undefined ? unitPerRequest : unitsPerKib(BigInt(pricePerKib))
}

export async function workloadFor(
  trace: string | undefined,
  options: WorkloadOptions,
  shell: Shell,
): Promise<Workload> {
  const price = priceFor(options)
  const { seed, payments, clientField: field } = options
  if (trace === undefined) {
    if (field !== undefined) throw new UserError('--client-field is of a log: give one, or leave it out')
    return generateWorkload({ seed, ...(payments !== undefined && workloadOf(payments)) }, price)
  }
  if (payments !== undefined) throw new UserError('--payments is of the built-in workload: leave it out with a log')
  if (trace === '-' && shell.terminal.inputIsTerminal) {
    throw new UserError(
      'standard input is a terminal: pipe a log into it, e.g. zcat access.log.gz | tickbench compare -',
    )
  }
  const again = againWith(shell.args, trace, seed)
  return readAccessLog({ path: trace, price, again, ...(field !== undefined && { clientField: field }) })
}

/** The number of a field, or its name. */
export function parseClientField(text: string): string {
  const isNumber = /^\d+$/.test(text)
  if (isNumber ? /^[1-9]\d{0,2}$/.test(text) : /^[\w@().-]{1,100}$/.test(text)) return text
  throw new InvalidArgumentError('give the number of a field, from 1, or the name of one in JSON or W3C extended.')
}

/** The same command with another log; options stand directly behind the verb, in front of a `--`. */
function againWith(args: readonly string[], trace: string, seed: number): Again {
  const [verb = 'compare', ...others] = args
  return (other, ...options) => {
    const words = others.map((word) => (word === trace ? other : word))
    return repeatCommand([verb, ...options, ...words], seed)
  }
}
