// What every page is wrapped in: self-contained, no script, no request, readable by keyboard, screen reader and on paper.

import { escapeHtml } from '../words/markup.ts'
import { PAGE_STYLE } from './style.ts'

/** `body` is markup: a header and what belongs into main. */
export function htmlPage(title: string, header: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
${header}
</header>
<main id="main">
${body}
</main>
</body>
</html>
`
}

/** Names and values; values are text. */
export function factList(facts: readonly (readonly [name: string, value: string])[]): string {
  const items = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
  return `<dl>${items.join('')}</dl>`
}

/** A table that scrolls by itself where it is too wide, by keyboard too. */
export function scrollable(label: string, table: string): string {
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}">${table}</div>`
}
