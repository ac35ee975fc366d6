// `tickbench/terminal`: what a terminal says to cards. The channel that it is given, the way it breaks, selection, and the
// conversation with a purse of ticks.

export { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from './cafe-tick/commands.ts'
export { openPurse, selectPurse, type Purse, type TakeRefusal, type Terminal } from './cafe-tick/terminal.ts'
export { untilDefinite } from './definite.ts'
export { CARD_SIGNATURE_AID } from './card-signature/commands.ts'
export type { CardChannel, CardFacts, OpenCard } from './channel.ts'
export { send, type CardCommand, type CommonRefusal } from './commands.ts'
export type { CardPort } from './port.ts'
export { PURSE_MAC_MODULE_AID } from './purse-mac/module-commands.ts'
export { PURSE_MAC_AID } from './purse-mac/purse-commands.ts'
export { restartApplet, selectApplet } from './select.ts'
export { WireFailure, type WireFailureCode } from './wire-failure.ts'
