// The page's document: what the lab serves, and what is saved so that it opens without a lab.

import { escapeHtml } from '../words/markup.ts'
import type { LabEvent } from '../witness/event.ts'
import type { EventDetail, SessionView } from './contract.ts'

/** Nothing of the session is in it. */
export function servedPage(): string {
  return document('tickbench lab', '<link rel="stylesheet" href="/lab.css">', '<script src="/lab.js" defer></script>')
}

export interface SavedSession {
  readonly session: SessionView
  /** At most `MOST_SAVED`. */
  readonly events: readonly LabEvent[]
  readonly details: readonly EventDetail[]
}

/** A page with more events would be slow to open. */
export const MOST_SAVED = 20_000

/** The page in one file, with a session in it. Throws `RangeError` for more events than a page should hold. */
export function savedPage({ session, events, details }: SavedSession, script: string, style: string): string {
  if (events.length > MOST_SAVED)
    throw new RangeError(`a page holds at most ${MOST_SAVED} events, not ${events.length}`)
  const saved = { session: { ...session, orders: [], drives: false, state: 'viewing' }, events, details }
  const json = JSON.stringify(saved).replaceAll('<', String.raw`\u003c`)
  const code = script.replaceAll('</script', String.raw`<\/script`)
  return document(
    'tickbench lab, saved',
    `<style>${style.replaceAll('</style', String.raw`<\/style`)}</style>`,
    `<script type="application/json" id="tickbench-saved">${json}</script>\n<script type="module">${code}</script>`,
  )
}

function document(title: string, head: string, end: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
<div id="lab"></div>
${end}
</body>
</html>
`
}
