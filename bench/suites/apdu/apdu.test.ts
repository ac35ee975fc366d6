import { expect, it } from 'vitest'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { layerExecutor } from './apdu.ts'
import type { Layer } from './layers.ts'

it('exchanges the same command on a layer and on the one below, as often as it is asked for', async () => {
  const seen: string[] = []
  const noting = (where: string) => (command: CommandApdu) => {
    seen.push(`${where} ${command.data.length} ${command.ne}`)
    return Promise.resolve()
  }
  const layers: readonly Layer[] = [{ name: 'driver', exchange: noting('above'), below: noting('below') }]
  const one = { name: 'driver, 16 B', scenario: 'driver', target: 'this host', parameters: { bytes: 16 } }
  const { operation, baseline } = await layerExecutor(layers, () => () => 3).open(one)
  expect(await operation(2)).toBe(3)
  expect(await baseline?.(2)).toBe(3)
  expect(seen).toEqual(['above 16 16', 'above 16 16', 'below 16 16', 'below 16 16'])
})

it('has no baseline for the lowest layer', async () => {
  const layers: readonly Layer[] = [{ name: 'bare', exchange: () => Promise.resolve(), below: undefined }]
  const one = { name: 'bare, 16 B', scenario: 'bare', target: 'this host', parameters: { bytes: 16 } }
  expect((await layerExecutor(layers, () => () => 3).open(one)).baseline).toBeUndefined()
})
