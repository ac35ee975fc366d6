// What a reader chose for this page, kept by the browser: colours, projector, single keys. Where nothing can be kept, as in
// a file that was opened, it holds until the page is left.

export const COLOURS = ['system', 'light', 'dark'] as const
export type Colours = (typeof COLOURS)[number]

export interface Preferences {
  readonly colours: Colours
  readonly isProjector: boolean
  /** Keys without Ctrl or Alt are a danger to who speaks to the machine (WCAG 2.1.4). */
  readonly hasKeys: boolean
}

const NAME = 'tickbench-lab'

export function readPreferences(): Preferences {
  const asked = new URLSearchParams(location.search).has('projector')
  const usual: Preferences = { colours: 'system', isProjector: asked, hasKeys: true }
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<Preferences>
    return { ...usual, ...kept, isProjector: asked }
  } catch {
    return usual
  }
}

export function keepPreferences({ colours, hasKeys }: Preferences): void {
  try {
    localStorage.setItem(NAME, JSON.stringify({ colours, hasKeys }))
  } catch {
    // private windows keep nothing
  }
}

export function wear(colours: Colours): void {
  if (colours === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = colours
}

export function nextColours(colours: Colours): Colours {
  const isDark = colours === 'dark' || (colours === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return isDark ? 'light' : 'dark'
}
