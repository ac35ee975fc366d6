// The commit of a checkout, from git's own files (gitrepository-layout(5)), because git itself may not be installed.

import { isAbsolute, join } from 'node:path'
import type { ReadText } from './read-text.ts'

/** 40 or 64 hex digits; undefined outside of a checkout or before the first commit. */
export function commitOf(folder: string, readText: ReadText): string | undefined {
  const git = gitFolder(folder, readText)
  const head = readText(join(git, 'HEAD'))?.trim()
  const ref = head === undefined ? undefined : /^ref: (.+)$/.exec(head)?.[1]
  if (ref === undefined) return asCommit(head)
  // A linked worktree has a HEAD of its own and shares the rest.
  const common = resolved(git, readText(join(git, 'commondir'))?.trim() ?? '.')
  const loose = readText(join(git, ref)) ?? readText(join(common, ref))
  return asCommit(loose?.trim() ?? packed(readText(join(common, 'packed-refs')) ?? '', ref))
}

/** `.git` is a folder, or a file that names one. */
function gitFolder(folder: string, readText: ReadText): string {
  const named = /^gitdir: (.+)$/m.exec(readText(join(folder, '.git')) ?? '')?.[1]
  return named === undefined ? join(folder, '.git') : resolved(folder, named.trim())
}

function packed(text: string, ref: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.endsWith(` ${ref}`))
  return line?.slice(0, line.indexOf(' '))
}

function asCommit(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined
}

function resolved(from: string, path: string): string {
  return isAbsolute(path) ? path : join(from, path)
}
