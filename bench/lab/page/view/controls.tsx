// What drives the session: payments, the pace, the step. Each button shows its key.

import type { ComponentChildren, JSX } from 'preact'
import { STEP_SIZES, type OrderName, type Pace, type StepSize } from '../../contract.ts'
import { MOST_UNITS, mayOrder, pauseOrGo, pay, setPace, stepBack, stepOn, stepSizeOf } from '../browser/drive.ts'
import type { OrderWish } from '../browser/source.ts'
import type { Store } from '../browser/store.ts'
import { Note, ReplayLog, Reset } from './forms.tsx'
import { Menu } from './interventions.tsx'

interface ControlsProps {
  readonly store: Store
}

export function Controls({ store }: ControlsProps): JSX.Element {
  if (!store.source.isLive) return <SavedControls store={store} />
  const isStopped = store.session?.state === 'held' || store.session?.pace.kind === 'step'
  return (
    <nav class="controls" aria-label="Controls">
      <span class="group" role="group" aria-label="Payments">
        <label class="units">
          <input
            type="number"
            min={1}
            max={MOST_UNITS}
            value={store.units}
            onChange={({ currentTarget }) =>
              store.set({ units: Math.min(Math.max(Math.round(currentTarget.valueAsNumber) || 1, 1), MOST_UNITS) })
            }
          />
          {store.units === 1 ? 'unit' : 'units'}
        </label>
        <Button store={store} needs="pay" letter="P" isMain act={() => pay(store, 1)}>
          Pay
        </Button>
        <Button store={store} needs="pay" letter="N" act={() => pay(store, 10)}>
          Pay 10
        </Button>
        <ReplayLog store={store} />
        <Call store={store} />
        <Ordering store={store} order={{ do: 'settle' }}>
          Settle
        </Ordering>
      </span>
      <PaceFields store={store} />
      <span class="group" role="group" aria-label="Steps">
        <Button store={store} needs="pace" letter="Space" act={() => pauseOrGo(store)}>
          {isStopped ? 'Go on' : 'Pause'}
        </Button>
        <button type="button" onClick={() => stepBack(store)}>
          Back <kbd>←</kbd>
        </button>
        <button
          type="button"
          disabled={store.viewed === undefined && !mayOrder(store, 'step')}
          onClick={() => stepOn(store)}
        >
          Step <kbd>→</kbd>
        </button>
      </span>
      <span class="group last">
        <Scripts store={store} />
        <Note store={store} />
        <Reset store={store} />
      </span>
    </nav>
  )
}

/** A saved page is looked at, in steps of its reader's choice. */
function SavedControls({ store }: ControlsProps): JSX.Element {
  return (
    <nav class="controls" aria-label="Controls">
      <span class="group" role="group" aria-label="Steps">
        <button type="button" onClick={() => stepBack(store)}>
          Back <kbd>←</kbd>
        </button>
        <button type="button" disabled={store.viewed === undefined} onClick={() => stepOn(store)}>
          Step <kbd>→</kbd>
        </button>
        <StepSizes store={store} isOff={false} choose={(size) => store.set({ stepSize: size })} />
      </span>
    </nav>
  )
}

interface StepSizesProps extends ControlsProps {
  readonly isOff: boolean
  readonly choose: (size: StepSize) => void
}

function StepSizes({ store, isOff, choose }: StepSizesProps): JSX.Element {
  return (
    <select
      aria-label="Size of a step"
      disabled={isOff}
      value={stepSizeOf(store)}
      onChange={({ currentTarget }) => choose(STEP_SIZES.find((one) => one === currentTarget.value) ?? 'write')}
    >
      {STEP_SIZES.map((size) => (
        <option key={size} value={size}>
          by {size}
        </option>
      ))}
    </select>
  )
}

interface ButtonProps extends ControlsProps {
  readonly needs: OrderName
  readonly letter?: string
  readonly isMain?: boolean
  readonly act: () => void
  readonly children: ComponentChildren
}

function Button({ store, needs, letter, isMain = false, act, children }: ButtonProps): JSX.Element {
  return (
    <button type="button" class={isMain ? 'main' : ''} disabled={!mayOrder(store, needs)} onClick={act}>
      {children} {letter !== undefined && <kbd>{letter}</kbd>}
    </button>
  )
}

interface OrderingProps extends ControlsProps {
  readonly order: OrderWish
  readonly children: ComponentChildren
}

function Ordering({ store, order, children }: OrderingProps): JSX.Element {
  return (
    <Button store={store} needs={order.do} act={() => void store.order(order)}>
      {children}
    </Button>
  )
}

function Call({ store }: ControlsProps): JSX.Element {
  const isCalling = mayOrder(store, 'hangUp')
  const order: OrderWish = isCalling ? { do: 'hangUp' } : { do: 'call', seconds: 1 }
  return (
    <Button store={store} needs={order.do} letter="C" act={() => void store.order(order)}>
      {isCalling ? 'Hang up' : 'Call'}
    </Button>
  )
}

const FACTORS = [1, 10, 100, 1000] as const

function PaceFields({ store }: ControlsProps): JSX.Element {
  const pace: Pace = store.session?.pace ?? { kind: 'live' }
  const isOff = !mayOrder(store, 'pace')
  const choices: readonly { readonly name: string; readonly pace: Pace }[] = [
    { name: 'live', pace: { kind: 'live' } },
    { name: 'card', pace: { kind: 'card', factor: pace.kind === 'card' ? pace.factor : 100 } },
    { name: 'step', pace: { kind: 'step', size: stepSizeOf(store) } },
  ]
  return (
    <span class="group pace" role="group" aria-label="Pace">
      {choices.map((choice) => (
        <button
          key={choice.name}
          type="button"
          aria-pressed={pace.kind === choice.pace.kind}
          disabled={isOff}
          onClick={() => setPace(store, choice.pace)}
        >
          {choice.name}
        </button>
      ))}
      {pace.kind === 'card' ? (
        <select
          aria-label="Times slower than the card"
          disabled={isOff}
          value={pace.factor}
          onChange={({ currentTarget }) =>
            setPace(store, { kind: 'card', factor: FACTORS.find((one) => String(one) === currentTarget.value) ?? 100 })
          }
        >
          {FACTORS.map((factor) => (
            <option key={factor} value={factor}>
              ×{factor}
            </option>
          ))}
        </select>
      ) : (
        <StepSizes store={store} isOff={isOff} choose={(size) => setPace(store, { kind: 'step', size })} />
      )}
    </span>
  )
}

function Scripts({ store }: ControlsProps): JSX.Element | null {
  const scripts = store.session?.scripts ?? []
  if (scripts.length === 0) return null
  return (
    <Menu
      name="Attacks"
      offered={scripts}
      isOff={!mayOrder(store, 'script')}
      run={({ name }) => void store.order({ do: 'script', name })}
    />
  )
}
