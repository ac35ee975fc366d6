// Where something was measured: two figures can be compared when this is equal, and explained when it is not. Facts that
// only a suite knows (kernel, reader, driver, ATR, share mode) are handed in. No serial numbers, no addresses, and nothing
// that tells whose machine it is: no name of the host or of a user, no path.

import { arch, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { commitOf } from './commit.ts'
import { NUMBER, type Declared } from './json-document.ts'
import { hostClock, type NanosecondClock } from './latency.ts'
import { packageFolder } from './package-folder.ts'
import { readTextFile, type ReadText } from './read-text.ts'

/** What must not change between a run and its continuation, or between two runs that are compared. */
const MACHINE = v.object({
  platform: v.string(),
  cpu: v.string(),
  processors: NUMBER,
  /** Those that a hash or a signature may use; empty where the system does not tell. */
  cpuFeatures: v.array(v.string()),
  memoryBytes: NUMBER,
  node: v.string(),
  v8: v.string(),
  openssl: v.string(),
  /** Of the Node process, e.g. `--no-liftoff`; a value only where it is a number, for others may be paths or programs. */
  flags: v.array(v.string()),
  /** Version by name, of the packages that this one runs on. */
  packages: v.record(v.string(), v.string()),
  /** Of this package's own repository; null for an installed package. */
  commit: v.nullable(v.string()),
})

export type Machine = Declared<typeof MACHINE>

export const ENVIRONMENT = v.object({
  ...MACHINE.entries,
  /** As the kernel names it, e.g. `tsc`; null where it does not. */
  clockSource: v.nullable(v.string()),
  /** The smallest difference that two readings of the clock show: its grain or its price, whichever is more. */
  clockGrainNs: NUMBER,
  facts: v.record(v.string(), v.union([v.string(), NUMBER])),
})

export type Environment = Declared<typeof ENVIRONMENT>

export function readEnvironment(
  facts: Readonly<Record<string, string | number>> = {},
  readText: ReadText = readTextFile,
  clock: NanosecondClock = hostClock,
): Environment {
  return {
    ...readMachine(readText),
    clockSource: readText('/sys/devices/system/clocksource/clocksource0/current_clocksource')?.trim() ?? null,
    clockGrainNs: clockGrainNs(clock),
    facts,
  }
}

export function readMachine(
  readText: ReadText = readTextFile,
  nodeArguments: readonly string[] = process.execArgv,
): Machine {
  const processors = cpus()
  const { node, v8, openssl } = process.versions
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    cpuFeatures: featuresIn(readText('/proc/cpuinfo') ?? ''),
    memoryBytes: totalmem(),
    node,
    v8,
    openssl,
    flags: flagsIn(nodeArguments),
    packages: packageVersions(packageFolder(), readText),
    commit: commitOf(packageFolder(), readText) ?? null,
  }
}

/** The smallest step above 0 among a thousand readings; 0 for a clock that stood still. */
export function clockGrainNs(clock: NanosecondClock): number {
  let smallest = 0n
  let last = clock()
  for (let reading = 0; reading < 1_000; reading += 1) {
    const now = clock()
    const step = now - last
    if (step > 0n && (smallest === 0n || step < smallest)) smallest = step
    last = now
  }
  return Number(smallest)
}

/** `--import`, `/home/me/loader.mjs` and `--env-file=/home/me/.env` tell no more than that there is one. */
function flagsIn(nodeArguments: readonly string[]): string[] {
  return nodeArguments.flatMap((argument) => /^--?[\w-]+(?:=\d+$)?/.exec(argument) ?? [])
}

/** x86 names of Linux and, for ARM, those of `Features`. */
const FEATURES: readonly string[] = ['sha_ni', 'avx2', 'avx512f', 'sha2', 'aes', 'hypervisor']

function featuresIn(cpuinfo: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? ''
  const present = new Set(line.split(' '))
  return FEATURES.filter((feature) => present.has(feature))
}

function packageVersions(folder: string, readText: ReadText): Record<string, string> {
  const { dependencies = {}, optionalDependencies = {} } = parsed(readText(join(folder, 'package.json')))
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).toSorted()
  return Object.fromEntries(
    names.flatMap((name) => {
      // Beside this package when it is itself installed, below it otherwise.
      const places = [join(folder, 'node_modules', name), join(folder, '..', name)]
      const version = places.map((place) => parsed(readText(join(place, 'package.json'))).version).find(Boolean)
      return version === undefined ? [] : [[name, version]]
    }),
  )
}

interface PackageFile {
  readonly version?: string
  readonly dependencies?: object
  readonly optionalDependencies?: object
}

function parsed(text: string | undefined): PackageFile {
  return text === undefined ? {} : (JSON.parse(text) as PackageFile)
}
