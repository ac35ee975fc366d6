import { expect, it } from 'vitest'
import { readerModel } from './reader-model.ts'

it.each([
  ['Gemalto PC Twin Reader (70D7E2EE) 00 00', 'Gemalto PC Twin Reader'],
  ['Alcor Micro AU9560 00 00', 'Alcor Micro AU9560'],
  ['ACS ACR122U PICC Interface 01 00', 'ACS ACR122U PICC Interface'],
  ['OMNIKEY CardMan 5x21 (OKCM0072104111244320139411610233) 00 01', 'OMNIKEY CardMan 5x21'],
  [
    'Generic Smart Card Reader Interface [Smart Card Reader Interface] (20070818000000000) 00 00',
    'Generic Smart Card Reader Interface [Smart Card Reader Interface]',
  ],
  [
    'Identiv uTrust 3700 F CL Reader [uTrust 3700 F CL Reader] (55041635205564) 00 00',
    'Identiv uTrust 3700 F CL Reader',
  ],
  ['SCM Microsystems Inc. SCR 335 21120640209183 00 00', 'SCM Microsystems Inc. SCR 335'],
  ['ACS ACR39U (RRBCDFEA) 00 00', 'ACS ACR39U'],
  ['Virtual PCD 00 00', 'Virtual PCD'],
  ['emulated card', 'emulated card'],
])('%s is a %s', (name, model) => {
  expect(readerModel(name)).toBe(model)
})
