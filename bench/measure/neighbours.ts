// How busy others kept the other processors meanwhile. Nobody waits for that, and yet it slows what is measured: two
// processors of a machine share a core, or at least caches and memory. Only Linux tells (/proc, proc(5)); elsewhere nothing
// is claimed.

import { readTextFile, type ReadText } from './read-text.ts'

export interface NeighbourWatch {
  /** Of the time of the other processors since the watch was started, 0 to 1; 0 where nobody tells, or there is no other. */
  share(): number
}

export interface NeighbourSources {
  readonly readText: ReadText
  readonly pid: number
}

/** What this process and its children do is not of others. */
export function watchNeighbours(sources: Partial<NeighbourSources> = {}): NeighbourWatch {
  const { readText, pid } = { readText: readTextFile, pid: process.pid, ...sources }
  const start = readTicks(readText, pid)
  return {
    share() {
      const now = readTicks(readText, pid)
      if (start === undefined || now === undefined) return 0
      const [all, busy, own] = [now.all - start.all, now.busy - start.busy, Math.max(0, now.own - start.own)]
      const others = all * (1 - 1 / now.processors)
      return others < FEWEST_TICKS ? 0 : Math.min(1, Math.max(0, busy - own) / others)
    },
  }
}

/** A tick is a hundredth of a second: of fewer of them no share can be told. */
const FEWEST_TICKS = 20

/** In ticks of the kernel. */
interface Ticks {
  /** Of all processors. */
  readonly all: number
  readonly busy: number
  readonly own: number
  readonly processors: number
}

function readTicks(readText: ReadText, pid: number): Ticks | undefined {
  const stat = readText('/proc/stat') ?? ''
  const columns = /^cpu +([\d ]+)$/m.exec(stat)?.[1]
  if (columns === undefined) return undefined
  // user, nice, system, idle, iowait, irq, softirq; guest time is in user time already
  const ticks = columns.split(' ').slice(0, 7).map(Number)
  if (ticks.length < 7 || !ticks.every(Number.isFinite)) return undefined
  const all = ticks.reduce((sum, tick) => sum + tick, 0)
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
  const processors = stat.match(/^cpu\d/gm)?.length ?? 1
  return { all, busy: all - idle, own: ticksOf(readText, pid), processors }
}

/** Of a process, of the children that it still has, and of those that it had. */
function ticksOf(readText: ReadText, pid: number): number {
  // behind the name, which may hold anything but ends in the last bracket: utime, stime, cutime, cstime are 14 to 17
  const fields = (readText(`/proc/${pid}/stat`) ?? '').split(') ').at(-1)?.split(' ').slice(11, 15).map(Number)
  const own = fields?.every(Number.isFinite) === true ? fields.reduce((sum, tick) => sum + tick, 0) : 0
  const children = (readText(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter((word) => /^\d+$/.test(word))
  return children.reduce((sum, child) => sum + ticksOf(readText, Number(child)), own)
}
