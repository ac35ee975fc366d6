import { describe, expect, it } from 'vitest'
import { watchNeighbours } from './neighbours.ts'

/** Ticks of two processors and of a process with a child. */
function machine(busy: number, idle: number, own: number, ofChild = 0) {
  return new Map([
    ['/proc/stat', `cpu  ${busy} 0 0 ${idle} 0 0 0 7 9 9\ncpu0 1\ncpu1 1\nintr 4\n`],
    ['/proc/9/stat', `9 (a ) b) S 1 1 1 0 -1 4 0 0 0 0 ${own} 0 0 0 20 0`],
    ['/proc/9/task/9/children', ofChild > 0 ? '11 ' : ''],
    ['/proc/11/stat', `11 (x) R 9 1 1 0 -1 4 0 0 0 0 0 ${ofChild} 0 0 20 0`],
  ])
}

function shareBetween(before: Map<string, string>, after: Map<string, string>): number {
  let now = before
  const watch = watchNeighbours({ pid: 9, readText: (path) => now.get(path) })
  now = after
  return watch.share()
}

describe('the share that others had of the other processors', () => {
  it.each([
    ['nothing on a quiet machine', machine(100, 100, 100), machine(200, 200, 200), 0],
    ['all where somebody else is as busy', machine(100, 100, 100), machine(300, 100, 200), 1],
    ['half', machine(100, 100, 100), machine(250, 150, 200), 0.5],
    ['nothing where it is a child of its own', machine(100, 100, 100, 5), machine(300, 100, 200, 105), 0],
    ['nothing where too little time passed to tell', machine(100, 100, 100), machine(115, 102, 108), 0],
    ['nothing where no time passed', machine(100, 100, 100), machine(100, 100, 100), 0],
  ])('is %s', (_what, before, after, share) => {
    expect(shareBetween(before, after)).toBeCloseTo(share)
  })

  it('is claimed nowhere but where the system tells', () => {
    expect(watchNeighbours({ readText: () => undefined, pid: 1 }).share()).toBe(0)
    expect(watchNeighbours({ readText: () => 'cpu  1 2\n', pid: 1 }).share()).toBe(0)
  })
})
