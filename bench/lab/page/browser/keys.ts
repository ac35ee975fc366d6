// The keyboard. Single keys act on the page as a whole, never in a field, and can be switched off.

import { STEP_SIZES } from '../../contract.ts'
import {
  intervene,
  mayOrder,
  moveSelection,
  pauseOrGo,
  pay,
  pullOrInsert,
  setPace,
  stepBack,
  stepOn,
  tear,
  toggleColours,
  toggleProjector,
} from './drive.ts'
import type { Store } from './store.ts'

interface Key {
  readonly keys: readonly string[]
  readonly shown: string
  readonly does: string
  readonly act: (store: Store) => void
}

export const KEYS: readonly Key[] = [
  key('P', 'pay one unit', (store) => mayOrder(store, 'pay') && pay(store, 1)),
  key('N', 'pay ten times', (store) => mayOrder(store, 'pay') && pay(store, 10)),
  key('C', 'call, and hang up', callOrHangUp),
  {
    keys: [' '],
    shown: 'Space',
    does: 'pause, and go on',
    act: (store) => mayOrder(store, 'pace') && pauseOrGo(store),
  },
  { keys: ['ArrowRight'], shown: '→', does: 'step on', act: stepOn },
  { keys: ['ArrowLeft'], shown: '←', does: 'step back, on the page only', act: stepBack },
  { keys: ['Home'], shown: 'Home', does: 'look at the beginning', act: (store) => store.look(store.firstSeq) },
  { keys: ['End'], shown: 'End', does: 'look at the end', act: (store) => store.look(undefined) },
  ...STEP_SIZES.map((size, at) =>
    key(`${at + 1}`, `step by ${size}`, (store) =>
      mayOrder(store, 'pace') ? setPace(store, { kind: 'step', size }) : store.set({ stepSize: size }),
    ),
  ),
  key('T', 'tear: then B before, D during, A after the write', (store) => {
    if (mayOrder(store, 'tear')) store.set({ isTearing: true })
  }),
  key('X', 'pull the card, or insert it', (store) => {
    if (mayOrder(store, 'pull') || mayOrder(store, 'insert')) pullOrInsert(store)
  }),
  key('R', 'deliver the last message again', (store) => interveneAt(store, 0)),
  key('D', 'pay twice with the same', (store) => interveneAt(store, 1)),
  { keys: ['/'], shown: '/', does: 'search the events', act: () => focusOn('search') },
  key('J', 'next event', (store) => moveSelection(store, 1)),
  key('K', 'event before', (store) => moveSelection(store, -1)),
  { keys: ['Enter'], shown: 'Enter', does: 'to the event’s details', act: () => focusOn('detail') },
  key('B', 'projector', toggleProjector),
  key('L', 'light or dark', toggleColours),
  { keys: ['?'], shown: '?', does: 'these keys', act: (store) => store.set({ isHelpOpen: !store.isHelpOpen }) },
]

function key(letter: string, does: string, act: (store: Store) => unknown): Key {
  return { keys: [letter.toLowerCase(), letter], shown: letter, does, act: (store) => void act(store) }
}

const MOMENTS = { b: 'before', d: 'during', a: 'after' } as const

export function listen(store: Store): void {
  document.addEventListener('click', ({ target }) => closeMenus(target))
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return
    if (event.key === 'Escape') closeMenus(null)
    if (event.key === 'Escape') return store.set({ isTearing: false, isHelpOpen: false, refusal: undefined })
    if (!store.preferences.hasKeys || isTaken(event.target, event.key)) return
    if (store.isTearing) {
      const when = MOMENTS[event.key.toLowerCase() as keyof typeof MOMENTS]
      event.preventDefault()
      return when === undefined ? store.set({ isTearing: false }) : tear(store, when)
    }
    const found = KEYS.find(({ keys }) => keys.includes(event.key))
    if (found === undefined) return
    event.preventDefault()
    found.act(store)
  })
}

/** But the one that was clicked into. */
function closeMenus(clicked: EventTarget | null): void {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!(clicked instanceof Node && menu.contains(clicked))) menu.removeAttribute('open')
  }
}

/** By who has the focus: letters in a field; what presses a button, and what moves in a list, there. */
function isTaken(target: EventTarget | null, pressed: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type=range]), select, textarea')) return true
  if (target.matches('input[type=range], [role=tab]')) return /^(?:Arrow|Home|End)/.test(pressed)
  return target.matches('button, a, summary') && (pressed === ' ' || pressed === 'Enter')
}

function focusOn(id: string): void {
  document.getElementById(id)?.focus()
}

function callOrHangUp(store: Store): void {
  if (mayOrder(store, 'hangUp')) void store.order({ do: 'hangUp' })
  else if (mayOrder(store, 'call')) void store.order({ do: 'call', seconds: 1 })
}

/** Names are the engine's: the page looks for what they mean. */
const LETTERED = [/again|replay|repeat/i, /twice/i]

function interveneAt(store: Store, letter: number): void {
  const found = store.session?.interventions.find(({ name, title }) => LETTERED[letter]?.test(`${name} ${title}`))
  if (found !== undefined && mayOrder(store, 'intervene')) intervene(store, found.name)
}
