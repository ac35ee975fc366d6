// The rooms of the house from the ground up, and which of them each may see. A room that is not named here, or an arrow
// to a room that is not in its line, breaks the law.

import { join } from 'node:path/posix'

const SRC = ['src/bytes', 'src/iso7816', 'src/crypto', 'src/money', 'src/chain', 'src/payment', 'src/card']
const GROUND = [...SRC, 'card-applets', 'reader']
const PARTIES = ['words', 'measure', 'native', 'run', 'workload', 'witness', 'party']
const JUDGES = ['model', 'suites', 'compare', 'attack', 'conform', 'profile']

/** Rooms of `bench` by their bare names, and the ground that all of them but the words stand on. */
function bench(...rooms: readonly string[]): readonly string[] {
  return [...GROUND, ...rooms.map((room) => `bench/${room}`)]
}

const SEES: Readonly<Record<string, readonly string[]>> = {
  'src/bytes': [],
  'src/iso7816': SRC.slice(0, 1),
  'src/crypto': SRC.slice(0, 1),
  'src/money': SRC.slice(0, 1),
  'src/chain': SRC.slice(0, 4),
  'src/payment': SRC.slice(0, 5),
  'src/card': SRC.slice(0, 6),
  'card-applets': SRC,
  reader: SRC,
  'bench/words': [],
  'bench/measure': bench('words'),
  'bench/native': bench('measure'),
  'bench/run': bench('words', 'measure'),
  'bench/workload': bench('words', 'measure'),
  'bench/witness': bench('words'),
  'bench/party': bench('words', 'witness'),
  'bench/scheme': bench(...PARTIES),
  // What the others judge by, and then those, which do not see each other.
  'bench/model': bench(...PARTIES, 'scheme'),
  'bench/suites': bench(...PARTIES, 'scheme'),
  'bench/compare': bench(...PARTIES, 'scheme', 'model', 'suites'),
  'bench/attack': bench(...PARTIES, 'scheme', 'model', 'suites'),
  'bench/conform': bench(...PARTIES, 'scheme', 'model', 'suites'),
  'bench/profile': bench(...PARTIES, 'scheme', 'model', 'suites'),
  'bench/report': bench(...PARTIES, 'scheme', ...JUDGES),
  'bench/reproduce': bench(...PARTIES, 'scheme', ...JUDGES, 'report'),
  'bench/lab': bench(...PARTIES, 'scheme', ...JUDGES, 'report', 'reproduce'),
  'bench/cli': bench(...PARTIES, 'scheme', ...JUDGES, 'report', 'reproduce', 'lab'),
}

/** These see all and are seen by none. */
const ON_TOP: readonly string[] = ['bench/examples', 'bench/end-to-end', 'bench/house', 'bench/index.ts']

/** `src/chain` of `src/chain/kernel/emit/source.ts`, `reader` of `reader/open.ts`. */
export function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'src' || top === 'bench' ? join(top, second) : top
}

export function isRoom(room: string): boolean {
  return room in SEES || ON_TOP.includes(room)
}

export function maySee(from: string, to: string): boolean {
  return from === to || ON_TOP.includes(from) || (SEES[from]?.includes(to) ?? false)
}

/** Where each scheme has a folder of its name. */
const SCHEME_FLOORS = /^(?:src\/payment|src\/card|card-applets|bench\/scheme)\/([^/]+)\//

/** The scheme whose folder a file is in; `folders` are the names of all. */
export function schemeOf(path: string, folders: ReadonlySet<string>): string | undefined {
  const name = SCHEME_FLOORS.exec(path)?.[1]
  return name !== undefined && folders.has(name) ? name : undefined
}
