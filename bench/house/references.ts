// What comments, test names and documents refer to: documents with their sections and headings, files and folders of this
// repository, the numbered oracles. It judges texts by their paths, so that a test can hand it texts that never stood on
// a disk. References to papers and standards are words, and no business of this file.

import { basename, dirname, join } from 'node:path/posix'
import { parseSync } from 'oxc-parser'

export interface DeadReference {
  readonly file: string
  readonly line: number
  readonly what: string
}

/** Where the oracles are numbered. */
const ORACLES = { document: 'ARCHITECTURE.md', heading: 'Oracles' }

const SECTION = String.raw`\d+(?:\.\d+)*`
const QUOTED = String.raw`"[^"]+"`
const PLACE = String.raw`(?:${SECTION}(?![\w%])|${QUOTED})`
const PLACES = String.raw`,?\s+${PLACE}(?:(?:,|\s+and|\s+to)\s+${PLACE})*`
/** A file name, then perhaps `3`, `3.2 and 4`, or `, "Heading" and "Heading"`. */
const DOCUMENT = new RegExp(String.raw`(?<![\w/.:-])([\w.][\w./-]*\.md|\w\.md)\b((?:${PLACES})?)`, 'g')
const LINK = /\]\(([^)\s]+)\)/g
/** From the root: `src/chain`, `bench/scheme/schemes.ts`. */
const PATH = /(?<![\w/.@$-])(?:src|bench|reader|card-applets)\/[\w./-]*\w/g
/** `card-applets/NAME`: for the reader to fill in. */
const PLACEHOLDER = /\/NAME\b/
/** By its name, with or without folders before it: `coupon-index.ts`. */
const NAME =
  /(?<![\w/.@$*-])(?!(?:src|bench|reader|card-applets)\/)[\w-]+(?:\/[\w-]+)*\.(?:test\.|lab\.)?(?:ts|java)\b/g
/** Of no document: nobody can tell which. */
const BARE = /\b(?:tables?|algorithm of|matrix of) \d+\.\d+/gi
const ORACLE = /\boracles? (\d+(?:(?:, | and )\d+)*)/gi
const OWN_SECTION = new RegExp(String.raw`\bsections? (${SECTION})(?! of)`, 'g')

/** All references of `texts` that lead nowhere. `paths` are those of all files of the repository, from its root. */
export function deadReferences(texts: ReadonlyMap<string, string>, paths: readonly string[]): readonly DeadReference[] {
  const repository = { texts, paths, known: withFolders(paths) }
  return [...texts].flatMap(([file, text]) => deadIn(repository, file, text))
}

interface Repository {
  readonly texts: ReadonlyMap<string, string>
  readonly paths: readonly string[]
  /** Files and folders. */
  readonly known: ReadonlySet<string>
}

function deadIn(repository: Repository, file: string, text: string): readonly DeadReference[] {
  const spoken = unwrapped(file.endsWith('.md') ? linksAsTargets(text) : text)
  const comments = file.endsWith('.ts') ? unwrapped(commentsOf(file, text)) : spoken
  const found: [at: number, what: string | undefined][] = []
  const look = (where: string, pattern: RegExp, judge: (match: RegExpExecArray) => string | undefined): void => {
    for (const match of where.matchAll(pattern)) found.push([match.index, judge(match)])
  }
  look(spoken, DOCUMENT, ([, name = '', places = '']) => deadDocument(repository, file, name, places))
  look(spoken, ORACLE, ([, numbers = '']) => deadOracle(repository, numbers))
  look(spoken, BARE, ([what]) => what)
  look(comments, PATH, ([path]) =>
    PLACEHOLDER.test(path) || repository.known.has(path) || repository.known.has(join(dirname(file), path))
      ? undefined
      : path,
  )
  look(comments, NAME, ([name]) => (isNamed(repository, file, name) ? undefined : name))
  if (file.endsWith('.md')) {
    look(text, LINK, ([, target = '']) => deadLink(repository, file, target))
    look(spoken, OWN_SECTION, ([what, section = '']) => (anchorsOf(text).has(section) ? undefined : what))
  }
  const lineAt = (at: number): number => text.slice(0, at).split('\n').length
  return found.flatMap(([at, what]) => (what === undefined ? [] : [{ file, line: lineAt(at), what }]))
}

function deadDocument(repository: Repository, file: string, name: string, places: string): string | undefined {
  const document = documentNamed(repository, file, name)
  if (document === undefined) return name
  const anchors = anchorsOf(repository.texts.get(document) ?? '')
  const asked = [...places.matchAll(new RegExp(`${SECTION}|${QUOTED}`, 'g'))].map(([place]) =>
    place.replaceAll('"', ''),
  )
  const dead = asked.find((place) => !anchors.has(place.replaceAll(/\s+/g, ' ')))
  return dead === undefined ? undefined : `${name}, ${dead}`
}

/** Beside the file, from the root, or the only one that ends so. */
function documentNamed({ paths, known }: Repository, file: string, name: string): string | undefined {
  const beside = [join(dirname(file), name), join(name)].find((path) => known.has(path))
  if (beside !== undefined) return beside
  const ending = paths.filter((path) => `/${path}`.endsWith(`/${name}`))
  return ending.length === 1 ? ending[0] : undefined
}

function deadOracle({ texts }: Repository, numbers: string): string | undefined {
  const [, list = ''] = (texts.get(ORACLES.document) ?? '').split(`\n## ${ORACLES.heading}\n`)
  const dead = numbers.match(/\d+/g)?.find((number) => !(list.split('\n## ')[0] ?? '').includes(`\n${number}. `))
  return dead === undefined ? undefined : `oracle ${dead}`
}

function deadLink({ texts, known }: Repository, file: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const document = path === '' ? file : join(dirname(file), path)
  if (!known.has(document)) return target
  const slugs = Array.from((texts.get(document) ?? '').matchAll(/^#{1,6} (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
  return anchor === undefined || slugs.includes(anchor) ? undefined : target
}

/** Some file of the repository, or one that is built from one. */
function isNamed({ paths, known }: Repository, file: string, name: string): boolean {
  return known.has(join(dirname(file), name)) || paths.some((path) => `/${path}`.endsWith(`/${name}`))
}

/** Numbers and texts of headings, and what begins a paragraph or an item in bold. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = [...document.matchAll(/^#{1,6} (?:(\d+(?:\.\d+)*)\.? )?(.+)$/gm)]
  const bold = [...document.matchAll(/^(?:- )?\*\*(.+?)\.?\*\*/gm)].map(([, words = '']) => words)
  return new Set([...headings.flatMap(([, number, words]) => [number ?? '', words ?? '']), ...bold])
}

/** The comments of a file where they stand, everything else blank. */
function commentsOf(file: string, text: string): string {
  let [at, kept] = [0, '']
  for (const { start, end } of parseSync(basename(file), text).comments) {
    kept += text.slice(at, start).replaceAll(/[^\n]/g, ' ') + text.slice(start, end)
    at = end
  }
  return kept
}

/** `[the form](FORMAT.md) 3` is a reference to section 3 of FORMAT.md. */
function linksAsTargets(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\(([^)\s]+)\)/g, (link, words: string, target: string) =>
    /^[a-z]+:/.test(target) ? ' '.repeat(link.length) : `${' '.repeat(words.length + 3)}${target} `,
  )
}

/** Line ends, with the comment marks after them, as spaces: a reference may be broken over two lines. */
function unwrapped(text: string): string {
  return text.replaceAll(/\n[ \t]*(?:\/\/|\*(?!\*)|#(?!#))?/g, (match) => ' '.repeat(match.length))
}

function withFolders(paths: readonly string[]): ReadonlySet<string> {
  const folders = paths.flatMap((path) => path.split('/').map((_, depth, all) => all.slice(0, depth).join('/')))
  return new Set([...paths, ...folders.filter((folder) => folder !== '')])
}
