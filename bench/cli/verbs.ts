// The verbs of the command line. Each is a thin shell around functions that the library offers, in a module of its own
// that is loaded when the verb is asked for: the whole program takes ten times as long to load as what `--version` needs.

import type { Command } from 'commander'
import type { Shell } from './shell.ts'

export interface Verb {
  /** As the list of verbs has it: the name first. A test holds it against what the verb declares. */
  readonly usage: string
  readonly summary: string
  /** Loads what declares the verb's arguments, options and action. */
  readonly load: () => Promise<(command: Command, shell: Shell) => void>
}

/** In the order of the help. */
export const VERBS: readonly Verb[] = [
  {
    usage: 'compare [options] [TRACE]',
    summary: 'the same micro-transactions through several schemes, side by side',
    load: async () => (await import('./commands/compare.ts')).declareCompare,
  },
  {
    usage: 'attack [options] [NAME...]',
    summary: 'lists and runs the attack scripts: who gains, who loses, which check stops it',
    load: async () => (await import('./commands/attack.ts')).declareAttack,
  },
  {
    usage: 'bench [options] <SUITE>',
    summary: 'measures: chains, signatures and more; `bench list` tells',
    load: async () => (await import('./commands/bench.ts')).declareBench,
  },
  {
    usage: 'report [options] [RUN...]',
    summary: 'turns runs into a page, Markdown, CSV or JSON',
    load: async () => (await import('./commands/report.ts')).declareReport,
  },
  {
    usage: 'reproduce [options] <YEAR>',
    summary: 'the comparison of 1996, then and now',
    load: async () => (await import('./commands/reproduce.ts')).declareReproduce,
  },
  {
    usage: 'card',
    summary: 'makes, shows, loads, pays with and tears one card',
    load: async () => (await import('./commands/card.ts')).declareCard,
  },
  {
    usage: 'profiles [options]',
    summary: 'the modelled cards and where their figures come from',
    load: async () => (await import('./commands/profiles.ts')).declareProfiles,
  },
  {
    usage: 'readers [options]',
    summary: 'what readers and cards are here',
    load: async () => (await import('./commands/readers.ts')).declareReaders,
  },
  {
    usage: 'doctor',
    summary: 'what this machine has, what is missing and how to get it',
    load: async () => (await import('./commands/readers.ts')).declareDoctor,
  },
  {
    usage: 'serve [options] [COMMAND...]',
    summary: 'shows an emulated card to other programs',
    load: async () => (await import('./commands/serve.ts')).declareServe,
  },
  {
    usage: 'apdu [options] [COMMAND...]',
    summary: 'talk to a card by hand',
    load: async () => (await import('./commands/apdu.ts')).declareApdu,
  },
  {
    usage: 'record [options] <FILE> [COMMAND...]',
    summary: 'keep a conversation with a card',
    load: async () => (await import('./commands/apdu.ts')).declareRecord,
  },
  {
    usage: 'replay [options] <FILE>',
    summary: 'repeat a recorded conversation, compare the answers',
    load: async () => (await import('./commands/replay.ts')).declareReplay,
  },
  {
    usage: 'conform [options] [CONVERSATION...]',
    summary: 'ask a card whether its applets answer as they must',
    load: async () => (await import('./commands/conform.ts')).declareConform,
  },
]

export function nameOf({ usage }: Verb): string {
  return usage.replace(/ .*/, '')
}
