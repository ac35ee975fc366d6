// How the user calls this program where he stands, decided once from how it was started. Everywhere inside a command reads
// `tickbench VERB ...`, in documents and pages too, which travel; a terminal says it as it can be pasted there.

import { homedir } from 'node:os'
import { basename, delimiter, dirname, isAbsolute, relative, sep } from 'node:path'

export interface Start {
  /** `process.argv[1]`: as it was called, links not followed. */
  readonly program: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly home: string
}

/** `tickbench` from a folder of PATH, `npx tickbench` where npm finds it, else Node with the path of the program. */
export function startedAs({ program, env, folder, home }: Start): string {
  const isSource = program.endsWith(SOURCE)
  if (basename(program) !== NAME && !isSource && !program.endsWith(COMPILED)) return NAME
  const root = program.split(/[\\/]node_modules[\\/]|[\\/](?:dist[\\/])?bench[\\/]cli[\\/]/)[0] ?? ''
  // npm runs scripts elsewhere than the user stands.
  const stands = env['INIT_CWD'] ?? folder
  const isNpx = env['npm_lifecycle_event'] === 'npx'
  const byNpm = env['npm_command'] !== undefined || program.includes(`${sep}node_modules${sep}`)
  if (isNpx || (byNpm && isWithin(root, stands) && !isSource)) return `npx ${NAME}`
  if ((env['PATH'] ?? '').split(delimiter).includes(dirname(program)) && basename(program) === NAME) return NAME
  return `${isSource ? 'npx tsx' : 'node'} ${pathFrom(stands, program, home)}`
}

/** `text` with each command of this program as it was started. */
export function asStarted(text: string, name: string = startedName()): string {
  return name === NAME ? text : text.replaceAll(COMMAND, () => name)
}

/** As a shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

const NAME = 'tickbench'
const COMPILED = ['dist', 'bench', 'cli', 'main.js'].join(sep)
const SOURCE = ['bench', 'cli', 'main.ts'].join(sep)

/** Its verbs, so that nothing else that is called tickbench is taken for a command; a test holds them against the program. */
export const VERBS = [
  'apdu',
  'attack',
  'bench',
  'card',
  'compare',
  'conform',
  'doctor',
  'profiles',
  'readers',
  'record',
  'replay',
  'report',
  'reproduce',
  'serve',
] as const

const COMMAND = new RegExp(
  String.raw`(?<![\w./\\-]|npx )${NAME}(?= (?:${VERBS.join('|')}|help|--help|\[options\])(?![\w-]))`,
  'g',
)

let name: string | undefined

function startedName(): string {
  const [, program = ''] = process.argv
  name ??= startedAs({ program, env: process.env, folder: process.cwd(), home: homedir() })
  return name
}

function isWithin(folder: string, inner: string): boolean {
  const path = relative(folder, inner)
  return !isAbsolute(path) && path.split(sep)[0] !== '..'
}

/** Short where it is near; a home keeps its owner's name for itself. */
function pathFrom(folder: string, file: string, home: string): string {
  if (isWithin(folder, file)) return shellWord(relative(folder, file))
  return isWithin(home, file) ? `~/${shellWord(relative(home, file))}` : shellWord(file)
}
