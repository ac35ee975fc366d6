import { expect, it } from 'vitest'
import { careless, forgetful, nonAtomic, withoutTransactions } from '../testing/careless.ts'
import { tearIep, tearPsam } from '../testing/mac-tears.ts'
import { purseMacApplet } from './purse-applet.ts'
import { purseMacModuleApplet } from './module-applet.ts'

it('oracle 4: torn at any write of any command, purse and module are old or new and come to the same answer', () => {
  const [iep, psam] = [tearIep(purseMacApplet(), true), tearPsam(purseMacModuleApplet(), true)]
  process.stdout.write(`tear matrix of the symmetric purse: ${iep.cases + psam.cases} cases\n`)
  expect([...iep.violations, ...psam.violations]).toEqual([])
  expect(iep.cases + psam.cases).toBeGreaterThan(100)
})

it('the matrix notices a module without transactions', () => {
  const { violations } = tearPsam(careless(purseMacModuleApplet(), withoutTransactions), false)
  expect(violations.filter((line) => line.startsWith('INITIALIZE PSAM FOR'))).not.toEqual([])
})

it('the matrix notices non-atomic writes, in each command that writes', () => {
  const iep = tearIep(careless(purseMacApplet(), nonAtomic), false).violations
  const psam = tearPsam(careless(purseMacModuleApplet(), nonAtomic), false).violations
  for (const command of ['PERSONALISE', 'DEBIT IEP', 'CREDIT IEP']) {
    expect(iep.filter((line) => line.startsWith(command))).not.toEqual([])
  }
  for (const command of ['CREDIT PSAM', 'INITIALIZE PSAM FOR', 'UPDATE PSAM']) {
    expect(psam.filter((line) => line.startsWith(command))).not.toEqual([])
  }
})

it('the matrix notices money that leaves without being written', () => {
  const forgets = careless(purseMacApplet(), (memory) => forgetful(memory, (name) => name === 'log1'))
  expect(tearIep(forgets, false).violations).not.toEqual([])
})
