// The schemes that this program compares, in the order in which they are shown. A scheme joins by a folder and a line here.

import { cardSignature } from './card-signature/scheme.ts'
import { cafeTick } from './cafe-tick/scheme.ts'
import type { SchemeDeclaration } from './contract/declaration.ts'
import { ikpAuto } from './ikp/auto/scheme.ts'
import { ikpBroker } from './ikp/broker/scheme.ts'
import { ikpCoupon } from './ikp/coupon/scheme.ts'
import { ikpMacro } from './ikp/macro/scheme.ts'
import { purseMac } from './purse-mac/scheme.ts'

/** Every scheme that the command line knows. */
export const SCHEMES: readonly SchemeDeclaration[] = [
  ikpCoupon,
  ikpBroker,
  ikpAuto,
  ikpMacro,
  cafeTick,
  purseMac,
  cardSignature,
]
