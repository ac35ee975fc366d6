// Several applets on one card, each as if it had the card for itself: whoever speaks after another is selected first.
// Over CTAPHID there is only U2F, and nothing to select.

import type { OpenCard } from '../../../src/card/channel.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { printAid, type Aid } from '../../../src/iso7816/aid.ts'

/** Gives the card as the applet's own. One command at a time; `close` closes the card for all. */
export function appletsOn(card: OpenCard): (aid: Aid) => OpenCard {
  let selected: string | undefined
  return (aid) => {
    const own = printAid(aid)
    return {
      facts: card.facts,
      async transmit(command) {
        if (command.ins === SELECT) selected = own
        else if (selected !== own && card.facts.driver !== 'hid') {
          if (!(await selectApplet(card, aid))) throw new WireFailure('cardMute', `the card has no applet ${own}`)
          selected = own
        }
        return card.transmit(command)
      },
      async reset() {
        selected = undefined
        await card.reset()
      },
      close: () => card.close(),
    }
  }
}

const SELECT = 0xa4
