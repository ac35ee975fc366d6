// The import graph and its circles, of files and of folders.
// Siblings in a folder are its own files, each for itself, and its child folders, each with everything below it: an
// import between two files is an arrow between the two siblings where their paths part. So a folder may hold the list of
// its children in one file and what they all use in another, but no two folders can need each other.

import type { Module } from './module.ts'

/** From each file or sibling to those that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

export function fileGraph(modules: readonly Module[]): Graph {
  const known = new Set(modules.map(({ path }) => path))
  return new Map(modules.map(({ path, imports }) => [path, new Set([...imports].filter((to) => known.has(to)))]))
}

/** Arrows between siblings, of all folders at once; folders are written with a stroke at their end. */
export function siblingGraph(files: Graph): Graph {
  const graph = new Map<string, Set<string>>()
  for (const [from, targets] of files) {
    for (const to of targets) {
      const [a, b] = siblings(from, to)
      if (a !== b) graph.set(a, (graph.get(a) ?? new Set()).add(b))
    }
  }
  return graph
}

function siblings(from: string, to: string): readonly [string, string] {
  const a = from.split('/')
  const b = to.split('/')
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const upTo = (path: readonly string[]): string =>
    path.slice(0, same + 1).join('/') + (path.length > same + 1 ? '/' : '')
  return [upTo(a), upTo(b)]
}

/** Each set of nodes that all lead to each other (R. E. Tarjan, "Depth-first search and linear graph algorithms", 1972). */
export function circlesIn(graph: Graph): readonly (readonly string[])[] {
  const circles: string[][] = []
  const order = new Map<string, number>()
  const open: string[] = []
  const visit = (node: string): number => {
    let low = order.size
    order.set(node, low)
    open.push(node)
    const own = low
    for (const to of graph.get(node) ?? []) {
      if (!order.has(to)) low = Math.min(low, visit(to))
      else if (open.includes(to)) low = Math.min(low, order.get(to) ?? low)
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(node))
      if (circle.length > 1) circles.push(circle.toSorted())
    }
    return low
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return circles
}
