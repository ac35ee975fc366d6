// Logical channels 0 to 3, each with its own selected applet (ISO/IEC 7816-4:2005, 5.1.1.2; Java Card runtime 3.0.4, 4).
// An applet is active on one channel at a time unless it is multiselectable; its deselect-transient memory is
// cleared when its last channel leaves it.

import type { Aid } from '../../src/iso7816/aid.ts'
import { SW, type StatusWord } from '../../src/iso7816/status-word.ts'
import type { Applet, Selection } from '../applet.ts'
import { PowerLost } from '../memory/memory-fault.ts'

export const CHANNEL_COUNT = 4

/** An applet instance on this card. */
export interface InstalledApplet {
  readonly aid: Aid
  readonly applet: Applet
  /** What SELECT answers by its tag, where the applet adds nothing: as it was encoded first. */
  readonly templates: Map<number, Uint8Array>
  readonly clearDeselected: () => void
}

type Selected = Extract<Selection, { kind: 'selected' }>

export type SelectOutcome = Selected | { readonly kind: 'refused'; readonly sw: StatusWord }

interface Channel {
  open: boolean
  selected: InstalledApplet | undefined
}

export class LogicalChannels {
  readonly #channels: Channel[] = Array.from({ length: CHANNEL_COUNT }, () => ({ open: false, selected: undefined }))

  isOpen(channel: number): boolean {
    return this.#channels[channel]?.open === true
  }

  selectedOn(channel: number): InstalledApplet | undefined {
    return this.#channels[channel]?.selected
  }

  /** After reset only channel 0 is open. No applet's `deselect` is called: they were not asked. */
  reset(): void {
    for (const [number, channel] of this.#channels.entries()) {
      channel.open = number === 0
      channel.selected = undefined
    }
  }

  /** Makes `next` the selected applet, deselecting the one before. After a refusal by the applet none is selected. */
  select(number: number, next: InstalledApplet): SelectOutcome {
    if (next.applet.multiselectable !== true && this.#isActiveElsewhere(number, next)) {
      return { kind: 'refused', sw: SW.conditionsNotSatisfied }
    }
    this.deselect(number)
    const selection = willing(next.applet, number)
    if (selection.kind === 'refused') return { kind: 'refused', sw: SW.appletSelectFailed }
    const channel = this.#channels[number]
    if (channel !== undefined) channel.selected = next
    return selection
  }

  deselect(number: number): void {
    const channel = this.#channels[number]
    const left = channel?.selected
    if (channel === undefined || left === undefined) return
    channel.selected = undefined
    if (left.applet.deselect !== undefined) unlessPowerLost(() => left.applet.deselect?.({ channel: number }))
    if (!this.#isActiveElsewhere(number, left)) left.clearDeselected()
  }

  /** The lowest closed channel, or undefined when all are open. */
  firstClosed(): number | undefined {
    const found = this.#channels.findIndex(({ open }) => !open)
    return found < 0 ? undefined : found
  }

  open(number: number): void {
    const channel = this.#channels[number]
    if (channel !== undefined) channel.open = true
  }

  close(number: number): void {
    this.deselect(number)
    const channel = this.#channels[number]
    if (channel !== undefined) channel.open = false
  }

  #isActiveElsewhere(number: number, installed: InstalledApplet): boolean {
    for (let other = 0; other < CHANNEL_COUNT; other += 1) {
      if (other !== number && this.#channels[other]?.selected === installed) return true
    }
    return false
  }
}

function willing(applet: Applet, channel: number): Selection {
  if (applet.select === undefined) return { kind: 'selected' }
  return unlessPowerLost(() => applet.select?.({ channel })) ?? { kind: 'refused' }
}

/** An applet that throws while it is selected or deselected harms only itself (runtime 3.0.4, 4.6). */
function unlessPowerLost<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof PowerLost) throw error
    return undefined
  }
}
