// The page's colours: those of the charts and of the report, by the reader's system or as its switch says.

import { CHART_STYLE, THEME_VARIABLES, themeVariables } from '../report/chart/theme.ts'

export function pageColours(): string {
  const chosen = (['light', 'dark'] as const).map(
    (theme) => `:root[data-theme='${theme}'] { color-scheme: ${theme}; ${themeVariables(theme)} }`,
  )
  return [THEME_VARIABLES, ...chosen, CHART_STYLE].join('\n')
}
