// `--card-profile NAME[:WIRE]`: a built-in profile, one that was added, or a file.

import { findCardSetting, settingOf, type CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { CardProfile } from '../../card-applets/time/card-profile.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { readProfile, storedProfiles } from '../profile/profile-store.ts'
import { EXIT, UserError } from './exit.ts'

/** `where` is how the user gave it. Throws `UserError`. */
export function settingNamed(text: string, where = `--card-profile ${text}`): CardSetting {
  const {
    file,
    name = '',
    wire,
  } = /^(?:(?<file>.*\.json)|(?<name>[^:]*))(?::(?<wire>[^:]*))?$/.exec(text)?.groups ?? {}
  const built = file === undefined ? findCardSetting(text) : undefined
  if (built !== undefined) return built
  const profile = file === undefined ? storedNamed(name) : profileIn(file, where)
  const setting = profile && settingOf(profile, wire)
  if (setting !== undefined) return setting
  throw new UserError(`${where}: no such card or wire (see: tickbench profiles)`)
}

function storedNamed(name: string): CardProfile | undefined {
  return storedProfiles().profiles.find((profile) => profile.name === name)
}

function profileIn(file: string, where: string): CardProfile {
  try {
    return readProfile(file)
  } catch (cause) {
    const why = cause instanceof DecodeError ? `is no profile (${cause.message})` : 'cannot be read'
    throw new UserError(`${where}: the file ${why}: give one that tickbench profiles add has written`, EXIT.usage, {
      cause,
    })
  }
}
