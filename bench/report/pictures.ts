// The pictures that README shows: charts that are the same on every machine, in two themes, each a file of its own.

import { WIDE } from './chart/drawing.ts'
import { standalone, type Theme } from './chart/theme.ts'
import { makeCumulativeCost, makeTickTime } from './figures/modelled.ts'

export interface PictureFile {
  /** Below `pictures/`, beside this file. */
  readonly name: string
  readonly svg: string
}

const THEMES: readonly Theme[] = ['light', 'dark']

/** Of each figure the first panel. */
export async function readmePictures(): Promise<PictureFile[]> {
  const figures = [await makeCumulativeCost(), await makeTickTime()]
  return figures.flatMap(({ id, panels: [first] }) =>
    first === undefined
      ? []
      : THEMES.map((theme) => ({ name: `${id}-${theme}.svg`, svg: standalone(first.draw(WIDE), theme) })),
  )
}
