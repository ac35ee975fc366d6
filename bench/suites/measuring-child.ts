// The program of the processes that measure; started by in-child.ts, which it talks to by messages. It opens one suite,
// answers what it is asked about it, mostly one question, and is told to close.

import { pilotSeat } from '../run/pilot.ts'
import { measureSeat } from '../run/seat.ts'
import { tieToParent } from '../run/tied-child.ts'
import { failureOf, type FromChild, type ToChild } from './child-messages.ts'
import { loadSuites, openDuet } from './duet.ts'
import { describeSuite, executorOf, NothingMeasurable, type Suite, type SuiteTerms } from './suite.ts'
import { findSuite, type NamedSuite } from './suites.ts'

tieToParent()
const stopping = new AbortController()
let opened: Suite | undefined

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') stopping.abort()
  else if (message.kind === 'close') void close()
  else void answer(message)
})
// A terminal interrupts all of its processes at once; the one that talks to the user decides what it means.
process.on('SIGINT', () => undefined)

type Question = Exclude<ToChild, { kind: 'stop' | 'close' }>

async function answer(question: Question): Promise<void> {
  try {
    tell(await answerOf((opened ??= await open(question)), question))
  } catch (error) {
    tell(failureOf(error))
  }
}

async function open(question: Question): Promise<Suite> {
  const { suite, terms, against } = question
  const openOwn = async () => openNamed(findSuite(suite), terms)
  if (against === undefined) return openOwn()
  const openOther = async () => openNamed((await loadSuites(against)).findSuite(suite), terms)
  return openDuet(openOwn, openOther, question.kind === 'measure' ? question.task.round : 0)
}

async function openNamed(found: NamedSuite | undefined, terms: SuiteTerms): Promise<Suite> {
  if (found === undefined) throw new NothingMeasurable('one of the builds has no such suite')
  return (await found.load()).open(terms)
}

async function close(): Promise<void> {
  try {
    await opened?.close?.()
  } finally {
    process.exit()
  }
}

async function answerOf(suite: Suite, question: Question): Promise<FromChild> {
  switch (question.kind) {
    case 'describe':
      return { kind: 'described', answer: await describeSuite(suite, question.terms) }
    case 'pilot':
      return { kind: 'piloted', answer: await pilotSeat(question.cases, executorOf(suite), question.pilot) }
    case 'measure':
      return { kind: 'measured', answer: await measureSeat(question.task, executorOf(suite), stopping.signal) }
  }
}

function tell(message: FromChild): void {
  // Whoever listened may be gone: then this process is about to end, too.
  process.send?.(message, () => undefined)
}
