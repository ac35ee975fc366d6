// The command that makes a figure again, from the documents that it was drawn from: what they do not tell, such as where
// files were, is left out, and so is what may name somebody's reader.

import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { SUITE_NAMES } from '../../src/crypto/engines.ts'
import type { Environment } from '../measure/environment.ts'
import type { BenchDocument } from '../measure/result.ts'

/** All runs, then the figure called `id` of them. */
export function figureCommand(id: string, benches: readonly BenchDocument[]): string {
  const runs = benches.map((document, at) => {
    const earlier = benches.slice(0, at).filter(({ suite }) => suite === document.suite).length
    const file = `${document.suite}${earlier === 0 ? '' : `-${earlier + 1}`}.json`
    return { file, command: `${benchCommand(document)} --json > ${file}` }
  })
  const report = ['tickbench report', ...runs.map(({ file }) => file), `--figure ${id} --format csv`].join(' ')
  return [...runs.map(({ command }) => command), report].join(' ; ')
}

/** Suite, effort, card and seed of a run. */
export function benchCommand({ suite, seed, environment: { facts } }: BenchDocument): string {
  const { effort } = facts
  return [
    `tickbench bench ${suite}`,
    ...(effort === 'quick' || effort === 'thorough' ? [`--${effort}`] : []),
    ...cardWords(facts),
    `--seed ${seed}`,
  ].join(' ')
}

type Facts = Environment['facts']

/** Only words that cannot be a command of their own: a document may come from anybody. */
function cardWords(facts: Facts): string[] {
  const { driver, profile, suite } = facts
  if (driver === undefined) return []
  const kind = ['emulated', 'pcsc', 'hid'].find((known) => String(driver).startsWith(known))
  const signs = SUITE_NAMES.find((name) => name === suite)
  const named = /^[a-z0-9-]+$/.test(String(profile ?? '')) ? String(profile) : undefined
  return [
    ...(kind === undefined || named !== undefined ? [] : [`--reader ${kind}:`]),
    ...(named === undefined ? [] : [`--card-profile ${profileWord(named, facts)}`]),
    ...(signs === undefined ? [] : [`--suite ${signs}`]),
  ]
}

/** With its wire where it has several. */
function profileWord(name: string, { wire }: Facts): string {
  const wires = Object.entries(findCardProfile(name)?.wires ?? {})
  const used = wires.find(([, known]) => JSON.stringify(known) === wire)
  return wires.length < 2 || used === undefined ? name : `${name}:${used[0]}`
}
