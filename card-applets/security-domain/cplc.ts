// Card production life cycle data, tag 9F7F: the 42 bytes that card-management tools print first. The order is the one
// that every GlobalPlatform card keeps to; the specification leaves the content to the manufacturer.

import { fixed, u16 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'

export interface Cplc {
  readonly icFabricator: number
  readonly icType: number
  readonly operatingSystem: number
  readonly osReleaseDate: number
  readonly osReleaseLevel: number
  readonly icFabricationDate: number
  readonly icSerialNumber: Uint8Array
  readonly icBatch: number
  readonly moduleFabricator: number
  readonly modulePackagingDate: number
  readonly iccManufacturer: number
  readonly icEmbeddingDate: number
  readonly prePersonalizer: number
  readonly prePersonalizationDate: number
  readonly prePersonalizationEquipment: Uint8Array
  readonly personalizer: number
  readonly personalizationDate: number
  readonly personalizationEquipment: Uint8Array
}

const date = 'as year digit and day of year in BCD'

export const cplcLayout: Layout<Cplc> = layout<Cplc>('Cplc', {
  icFabricator: u16('who made the chip, e.g. 4790'),
  icType: u16('its type'),
  operatingSystem: u16('who wrote the operating system'),
  osReleaseDate: u16(`its release, ${date}`),
  osReleaseLevel: u16('its version'),
  icFabricationDate: u16(`when the chip was made, ${date}`),
  icSerialNumber: fixed(4, "the chip's number"),
  icBatch: u16('its batch'),
  moduleFabricator: u16('who made the module'),
  modulePackagingDate: u16(`when, ${date}`),
  iccManufacturer: u16('who made the card'),
  icEmbeddingDate: u16(`when, ${date}`),
  prePersonalizer: u16('who pre-personalised it'),
  prePersonalizationDate: u16(`when, ${date}`),
  prePersonalizationEquipment: fixed(4, 'on what'),
  personalizer: u16('who personalised it'),
  personalizationDate: u16(`when, ${date}`),
  personalizationEquipment: fixed(4, 'on what'),
})

/** All zero, as on a card that nobody has claimed, except the serial number. */
export function emulatedCplc(icSerialNumber: Uint8Array): Cplc {
  return {
    icFabricator: 0,
    icType: 0,
    operatingSystem: 0,
    osReleaseDate: 0,
    osReleaseLevel: 0,
    icFabricationDate: 0,
    icSerialNumber,
    icBatch: 0,
    moduleFabricator: 0,
    modulePackagingDate: 0,
    iccManufacturer: 0,
    icEmbeddingDate: 0,
    prePersonalizer: 0,
    prePersonalizationDate: 0,
    prePersonalizationEquipment: new Uint8Array(4),
    personalizer: 0,
    personalizationDate: 0,
    personalizationEquipment: new Uint8Array(4),
  }
}
