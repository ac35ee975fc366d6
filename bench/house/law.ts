// The law of the house: floors, no circles, schemes apart from each other and listed nowhere, a pure `src`, one file for
// each native library. It judges texts by their paths, so that a test can hand it a house that never stood on a disk.

import { circlesIn, fileGraph, siblingGraph } from './graph.ts'
import { readModule, type Module } from './module.ts'
import { isRoom, maySee, roomOf, schemeOf } from './rooms.ts'

export interface House {
  /** Text of each product file by its path from the root. */
  readonly files: ReadonlyMap<string, string>
  /** The schemes' names, as the command line takes them. */
  readonly schemes: readonly string[]
  /** Packages and modules of Node that only one file may import. */
  readonly native: readonly string[]
  readonly exceptions: readonly Exception[]
}

export type Rule =
  | 'missing file'
  | 'floor'
  | 'circle of files'
  | 'circle of folders'
  | 'scheme sees scheme'
  | 'scheme by name'
  | 'src is pure'
  | 'native library'
  | 'money past the gate'
  | 'page apart'
  | 'stale exception'

export interface Violation {
  readonly rule: Rule
  readonly file: string
  readonly what: string
}

/** A violation that stands, for a reason. Without `what`, all of this rule in the file. */
export interface Exception {
  readonly rule: Rule
  readonly file: string
  readonly what?: string
  readonly because: string
}

/** All that breaks the law and no exception spares; and exceptions that spare nothing. */
export function judge(house: House): readonly Violation[] {
  const found = violationsIn(house)
  const spares = ({ rule, file, what }: Exception, one: Violation): boolean =>
    one.rule === rule && one.file === file && (what === undefined || what === one.what)
  return [
    ...found.filter((one) => !house.exceptions.some((exception) => spares(exception, one))),
    ...house.exceptions
      .filter((exception) => !found.some((one) => spares(exception, one)))
      .map(({ rule, file, what }): Violation => ({ rule: 'stale exception', file, what: `${rule}: ${what ?? 'all'}` })),
  ]
}

/** Exceptions included. */
export function violationsIn(house: House): readonly Violation[] {
  const modules = [...house.files].map(([path, text]) => readModule(path, text))
  const folders = schemeFolders([...house.files.keys()])
  return [
    ...[...house.files].flatMap(([path, text]) => pastTheGate(path, text)),
    ...modules.flatMap((module) => [
      ...floors(module, house),
      ...schemesApart(module, folders),
      ...schemesByName(module, house),
      ...purity(module),
      ...pageApart(module),
    ]),
    ...circles(modules),
    ...house.native.flatMap((library) => oneFile(library, modules)),
  ]
}

/** A package has no such name. */
const IN_THE_HOUSE = /^(?:src|card-applets|reader|bench)\//

function floors({ path, imports }: Module, { files }: House): readonly Violation[] {
  const room = roomOf(path)
  const strange: Violation[] = isRoom(room) ? [] : [{ rule: 'floor', file: path, what: `no such room: ${room}` }]
  const targets = [...imports].filter((to) => IN_THE_HOUSE.test(to))
  return [
    ...strange,
    ...targets.filter((to) => !files.has(to)).map((what): Violation => ({ rule: 'missing file', file: path, what })),
    ...targets
      .filter((to) => files.has(to) && !maySee(room, roomOf(to)))
      .map((what): Violation => ({ rule: 'floor', file: path, what })),
  ]
}

function circles(modules: readonly Module[]): readonly Violation[] {
  const files = fileGraph(modules)
  const folders = circlesIn(siblingGraph(files)).filter((circle) => circle.some((one) => one.endsWith('/')))
  return [
    ...circlesIn(files).map((circle) => circleOf('circle of files', circle)),
    ...folders.map((circle) => circleOf('circle of folders', circle)),
  ]
}

function circleOf(rule: Rule, [file = '', ...others]: readonly string[]): Violation {
  return { rule, file, what: others.join(' ') }
}

/** Folders of a scheme are those of `bench/scheme` that have a namesake in `src/payment`. */
function schemeFolders(paths: readonly string[]): ReadonlySet<string> {
  const below = (floor: string): readonly string[] =>
    paths.filter((path) => path.startsWith(floor)).map((path) => path.slice(floor.length).split('/')[0] ?? '')
  const paying = new Set(below('src/payment/'))
  return new Set(below('bench/scheme/').filter((name) => paying.has(name)))
}

function schemesApart({ path, imports }: Module, folders: ReadonlySet<string>): readonly Violation[] {
  const own = schemeOf(path, folders)
  if (own === undefined) return []
  const other = (to: string): boolean => (schemeOf(to, folders) ?? own) !== own
  return [...imports].filter(other).map((what) => ({ rule: 'scheme sees scheme', file: path, what }))
}

/** The command tables and the applets bear their schemes' names; else only a scheme's own folder, and what tests play. */
const NAMES_ITSELF = /^(?:src\/card|card-applets|bench\/examples)\//

function schemesByName({ path, strings: texts }: Module, { schemes }: House): readonly Violation[] {
  if (NAMES_ITSELF.test(path)) return []
  const strings = [...texts]
  const own = /^bench\/scheme\/([^/]+)\//.exec(path)?.[1]
  const isOwn = (name: string): boolean => name === own || name.startsWith(`${own}-`)
  return schemes
    .filter((name) => !isOwn(name) && strings.some((text) => saysName(name).test(text)))
    .map((what) => ({ rule: 'scheme by name', file: path, what }))
}

/** Also in a sentence or a command; a path is none. */
function saysName(name: string): RegExp {
  return new RegExp(String.raw`(?<![\w/-])${name}(?![\w/-])`)
}

const CLOCKS = ['Date.now', 'new Date()', 'performance', 'AbortSignal.timeout']
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']
const CHANCE = ['Math.random', 'crypto.getRandomValues', 'crypto.randomUUID']
const OUTSIDE = ['process', 'fetch', 'console', 'globalThis', 'require', 'WebSocket', 'navigator']

/** No clock, no chance, no I/O of its own: they are handed in. Cryptography of Node is an engine, in its one folder. */
function purity({ path, imports, names }: Module): readonly Violation[] {
  if (!path.startsWith('src/')) return []
  const node = [...imports].filter((name) => name.startsWith('node:'))
  const engine = (name: string): boolean => name === 'node:crypto' && path.startsWith('src/crypto/')
  return [
    ...node.filter((name) => !engine(name)),
    ...[...CLOCKS, ...TIMERS, ...CHANCE, ...OUTSIDE].filter((name) => names.has(name)),
  ].map((what) => ({ rule: 'src is pure', file: path, what }))
}

const PAGE = /^bench\/lab\/page\//
/** What a browser can run and may know: what happens, what the lab says, how charts look. */
const PAGE_SEES =
  /^bench\/(?:lab\/(?:page\/|contract\.ts$)|witness\/(?:event|lines)\.ts$|report\/chart\/)|^preact(?:\/|$)/

/** The lab's page is for a browser: it sees nothing of the engine, and nothing of the program sees into it. */
function pageApart({ path, imports }: Module): readonly Violation[] {
  const wrong = PAGE.test(path)
    ? [...imports].filter((to) => !PAGE_SEES.test(to))
    : [...imports].filter((to) => PAGE.test(to))
  return wrong.map((what) => ({ rule: 'page apart', file: path, what }))
}

/** Numbers of eight bytes that are no money, by the names of their fields. */
const NO_MONEY = new Set(['serial', 'number', 'transactionId', 'numerator', 'denominator'])

/** Only `src/money` compares with the largest amount and declares how one is encoded: every sum passes its `fits` or its field. */
function pastTheGate(path: string, text: string): readonly Violation[] {
  if (!/^(?:src|card-applets)\/(?!money\/)/.test(path)) return []
  const compared = text.match(/[<>]=? LARGEST_MINOR_UNITS|LARGEST_MINOR_UNITS [<>]/g) ?? []
  const encoded = [...text.matchAll(/(\w+): u64\(/g)].map(([, name = '']) => name).filter((name) => !NO_MONEY.has(name))
  return [...compared, ...encoded].map((what) => ({ rule: 'money past the gate', file: path, what }))
}

function oneFile(library: string, modules: readonly Module[]): readonly Violation[] {
  const [, ...others] = modules.filter(({ imports }) => {
    return [...imports].some((name) => name === library || name.startsWith(`${library}/`))
  })
  return others.map(({ path }) => ({ rule: 'native library', file: path, what: library }))
}
