// The end of a page: what makes its runs repeatable. Command, seed, input, commit and versions of each, and each machine
// once.

import type { CompareDocument } from '../../compare/document.ts'
import type { BenchDocument } from '../../measure/result.ts'
import { formatBytes, formatCount } from '../../words/format.ts'
import { escapeHtml } from '../../words/markup.ts'
import { benchCommand } from '../repeat.ts'
import { factList } from '../shell.ts'
import { details } from './table.ts'

interface Run {
  readonly name: string
  readonly command: string
  readonly seed: number
  readonly input: string
  readonly tickbench: string
  readonly commit: string | null
  readonly machine: readonly (readonly [name: string, value: string])[]
}

/** Empty without runs. */
export function repeatSection(comparisons: readonly CompareDocument[], benches: readonly BenchDocument[]): string {
  const runs = [...comparisons.map(comparedRun), ...benches.map(benchRun)]
  if (runs.length === 0) return ''
  const list = runs.map(({ name, command, input, tickbench, commit }) => {
    const facts = `input: ${input}; tickbench ${tickbench}, ${commit === null ? 'no checkout' : `commit ${commit}`}`
    return `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(command)}</code><br>${escapeHtml(facts)}</dd>`
  })
  return `<section id="repeat"><h2>To repeat this</h2>\n<dl class="small">${list.join('\n')}</dl>\n${machinesOf(runs)}</section>`
}

/** Equal machines are one. */
function machinesOf(runs: readonly Run[]): string {
  const lists = new Map<string, string[]>()
  for (const { name, machine } of runs) {
    const list = factList(machine)
    lists.set(list, [...(lists.get(list) ?? []), name])
  }
  return [...lists].map(([list, names]) => details(`Machine and versions: ${names.join(', ')}`, list)).join('\n')
}

function comparedRun({ trace, command, seed, tickbench, commit, environment }: CompareDocument): Run {
  const { input } = trace
  return {
    name: `compare ${trace.name}`,
    command,
    seed,
    input:
      input === null
        ? `built in, seed ${seed}`
        : `${input.name}, ${formatCount(input.bytes)} B, SHA-256 ${input.sha256}`,
    tickbench,
    commit,
    machine: machineFacts(environment),
  }
}

function benchRun(document: BenchDocument): Run {
  const { suite, seed, tickbench = 'not kept', environment } = document
  const { cpu, processors, commit } = environment
  return {
    name: `bench ${suite}`,
    command: document.command ?? benchCommand(document),
    seed,
    input: `made from seed ${seed}`,
    tickbench,
    commit,
    machine: machineFacts({ ...environment, cpu: `${processors} × ${cpu}` }),
  }
}

type MachineFacts = Pick<CompareDocument['environment'], 'node' | 'platform' | 'cpu'> &
  Partial<CompareDocument['environment']>

function machineFacts(facts: MachineFacts): Run['machine'] {
  const { cpu, platform, node, v8, openssl, memoryBytes, cpuFeatures = [], flags = [], packages = {} } = facts
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
  return [
    ['processor', [cpu, ...cpuFeatures].join(', ')],
    ...(memoryBytes === undefined ? [] : [['memory', formatBytes(memoryBytes)] as const]),
    ['system', platform],
    [
      'Node',
      [
        node,
        ...(v8 === undefined ? [] : [`V8 ${v8}`]),
        ...(openssl === undefined ? [] : [`OpenSSL ${openssl}`]),
        ...flags,
      ].join(', '),
    ],
    ...(versions.length === 0 ? [] : [['packages', versions.join(', ')] as const]),
  ]
}
