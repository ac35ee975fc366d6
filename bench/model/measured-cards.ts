// The profiles of cards that somebody measured: all but the two reference points, which have no wire.

import type { CardProfile } from '../../card-applets/time/card-profile.ts'
import { CARD_PROFILES } from '../../card-applets/time/card-profiles.ts'

export const MEASURED_CARDS: readonly CardProfile[] = CARD_PROFILES.filter(({ wires }) => !('none' in wires))
