// Where a user's own card profiles are kept: one file each, `NAME.json`, in the folder that the system has for a
// program's data (XDG Base Directory Specification 0.8 on Linux).

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import type { CardProfile } from '../../card-applets/time/card-profile.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { dataFolder } from '../party/data-folder.ts'
import { parseProfile, printProfile } from './profile-file.ts'

/** `$XDG_DATA_HOME/tickbench/profiles`, and what stands for it on other systems. */
export function profileFolder(environment: NodeJS.ProcessEnv = process.env, system: string = platform()): string {
  return join(dataFolder(environment, system), 'profiles')
}

export interface StoredProfiles {
  readonly profiles: readonly CardProfile[]
  /** One line each: the file and what is wrong with it. */
  readonly broken: readonly string[]
}

/** All that were added; none where there is no such folder. */
export function storedProfiles(folder: string = profileFolder()): StoredProfiles {
  const profiles: CardProfile[] = []
  const broken: string[] = []
  for (const file of filesIn(folder)) {
    try {
      profiles.push(readProfile(join(folder, file)))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      broken.push(`${join(folder, file)}: ${error.message}`)
    }
  }
  return { profiles, broken }
}

/** Throws `DecodeError`, and what the file system throws. */
export function readProfile(file: string): CardProfile {
  return parseProfile(readFileSync(file, 'utf8'))
}

/** The file that it was written to. Throws `DecodeError` for what could not be read again, and what the file system throws: `EEXIST` where the name is taken. */
export function storeProfile(profile: CardProfile, folder: string = profileFolder()): string {
  const text = printProfile(profile)
  parseProfile(text)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${profile.name}.json`)
  writeFileSync(file, text, { flag: 'wx' })
  return file
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
  } catch {
    return []
  }
}
