import { expect, it } from 'vitest'
import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { inventedDocument, inventedEnvironment } from '../measure/testing/documents.ts'
import { benchCommand, figureCommand } from './repeat.ts'

const run = (suite: string, facts: Readonly<Record<string, string>> = {}) =>
  inventedDocument([], { suite, seed: 7, environment: { ...inventedEnvironment, facts } })
const wire = JSON.stringify(findCardProfile('jcop4-j3r180')?.wires['contactless-106'])

it.each([
  ['chain', {}, 'chain --seed 7'],
  ['chain', { effort: 'usual' }, 'chain --seed 7'],
  ['scale', { effort: 'quick', suite: 'p256' }, 'scale --quick --seed 7'],
  ['card', { driver: 'emulated', suite: 'p256' }, 'card --reader emulated: --suite p256 --seed 7'],
  [
    'card',
    { driver: 'emulated', profile: 'jcop4-j3r180', wire, suite: 'rsa2048' },
    'card --card-profile jcop4-j3r180:contactless-106 --suite rsa2048 --seed 7',
  ],
  ['card', { driver: 'emulated', profile: 'mine', suite: 'p256' }, 'card --card-profile mine --suite p256 --seed 7'],
  ['card', { driver: 'pcsc (pcsclite)', reader: 'A Reader' }, 'card --reader pcsc: --seed 7'],
  ['card', { driver: 'emulated', profile: 'x; ls', effort: '; ls' }, 'card --reader emulated: --seed 7'],
])('a run of %s with %j is repeated by its own options', (suite, facts, command) => {
  expect(benchCommand(run(suite, facts))).toBe(`tickbench bench ${command}`)
})

it('a figure is repeated by the runs that it shows', () => {
  expect(figureCommand('operations', [run('card'), run('card'), run('chain')])).toBe(
    [
      'tickbench bench card --seed 7 --json > card.json',
      'tickbench bench card --seed 7 --json > card-2.json',
      'tickbench bench chain --seed 7 --json > chain.json',
      'tickbench report card.json card-2.json chain.json --figure operations --format csv',
    ].join(' ; '),
  )
  expect(figureCommand('operations', [])).toBe('tickbench report --figure operations --format csv')
})
