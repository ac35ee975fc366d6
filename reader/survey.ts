// What is here, through which driver, and what is missing: for `tickbench readers` and `tickbench doctor`.

import { WireFailure } from '../src/card/wire-failure.ts'
import type { ReaderDriver, ReaderState } from './reader.ts'
import { within } from './time-limit.ts'

export interface Surveyed {
  readonly driver: string
  readonly readers: readonly ReaderState[]
  /** One line with what to do about it, where the driver could not look. */
  readonly failure: WireFailure | undefined
}

const LIMIT_MS = 2_000

/** Asks all drivers at once and closes them. Never throws, never longer than two seconds a driver. */
export async function surveyReaders(drivers: readonly ReaderDriver[]): Promise<readonly Surveyed[]> {
  return Promise.all(drivers.map(surveyed))
}

async function surveyed(driver: ReaderDriver): Promise<Surveyed> {
  try {
    const readers = await within(LIMIT_MS, driver.name, driver.list())
    return { driver: driver.name, readers, failure: undefined }
  } catch (error) {
    const failure =
      error instanceof WireFailure ? error : new WireFailure('unknown', `${driver.name} failed`, { cause: error })
    return { driver: driver.name, readers: [], failure }
  } finally {
    await driver.close()
  }
}
