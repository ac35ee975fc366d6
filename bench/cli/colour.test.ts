import { describe, expect, it } from 'vitest'
import { colourChoiceIn, wantsColour } from './colour.ts'

describe('--color', () => {
  it.each([
    [[], 'auto'],
    [['bench', '--color', 'always'], 'always'],
    [['--color=never', 'bench'], 'never'],
    [['--color=never', '--color=always'], 'always'],
    [['serve', '--hid', '--', 'ls', '--color', 'always'], 'auto'],
    [['--color', 'sometimes'], 'auto'],
  ])('%j asks for %s', (args, choice) => {
    expect(colourChoiceIn(args)).toBe(choice)
  })
})

describe('colours are for a terminal, unless somebody says otherwise', () => {
  it.each([
    ['auto', true, {}, true],
    ['auto', false, {}, false],
    ['auto', true, { NO_COLOR: '1' }, false],
    ['auto', true, { NO_COLOR: '' }, true],
    ['auto', true, { TERM: 'dumb' }, false],
    ['auto', false, { FORCE_COLOR: '1' }, true],
    ['auto', true, { FORCE_COLOR: '0' }, false],
    ['auto', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['always', false, { NO_COLOR: '1' }, true],
    ['never', true, { FORCE_COLOR: '1' }, false],
  ] as const)('%s, terminal: %s, %j: %s', (choice, isTerminal, env, colours) => {
    expect(wantsColour(choice, { isTerminal, env })).toBe(colours)
  })
})
