// `tickbench/witness`: what happens in a run, as events: numbered, stamped, with secrets masked; as lines of text and as
// session files.

export { OUTSIDE, type Accounts } from './accounts.ts'
export type {
  Costs,
  LabEvent,
  MoneyState,
  Stamp,
  Told,
  ToldCommand,
  ToldField,
  ToldJudgement,
  ToldMessage,
  ToldMoney,
  ToldPower,
  ToldResponse,
  ToldWrite,
  WriteRole,
} from './event.ts'
export { DEFAULT_TRACE, isTraced, TRACE_WORDS, traceLine, type TraceWord } from './lines.ts'
export { printEvent, printHeader, SESSION_SCHEMA, type SessionHeader } from './session-file.ts'
export { toldCard, type ToldCard } from './told-card.ts'
export { memoryTeller, type MemoryTellerOptions } from './told-memory.ts'
export { emulatedTeller, type EmulatedTeller, type EmulatedTold } from './told-emulated.ts'
export { toldPort, type ToldPort } from './told-port.ts'
export { costsBetween, createWitness, type Lane, type Witness } from './witness.ts'
