import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { COLOURS, harmless } from './paint.ts'
import { factLines, fold, wrapCommand, wrapProse } from './prose.ts'
import { widthOf } from './width.ts'

it('breaks between words and hangs what follows', () => {
  expect(wrapProse('one two three four', { width: 10, indent: '- ', hanging: '  ' })).toEqual([
    '- one two',
    '  three',
    '  four',
  ])
  expect(wrapProse('', { width: 10, indent: '- ' })).toEqual(['- '])
})

it('counts a command as it is printed, which is longer than its name in documents', async () => {
  const [program] = process.argv.splice(1, 1, '/a/b/dist/bench/cli/main.js')
  for (const name of ['npm_lifecycle_event', 'npm_command']) vi.stubEnv(name, undefined)
  vi.resetModules()
  const { wrapProse: wrap } = await import('./prose.ts')
  expect(wrap('see tickbench bench scheme', { width: 40 })).toEqual([
    'see node /a/b/dist/bench/cli/main.js',
    'bench scheme',
  ])
  process.argv.splice(1, 1, program ?? '')
  vi.unstubAllEnvs()
})

it('breaks a word only where it alone is longer than a line', () => {
  expect(wrapProse('of abcdefghijkl it', { width: 6 })).toEqual(['of', 'abcdef', 'ghijkl', 'it'])
  expect(wrapProse('日本語です', { width: 4 })).toEqual(['日本', '語で', 'す'])
})

it('no line is wider than asked for, and no character is lost', () => {
  const words = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'é', '語', 'e\u0301', '-'), minLength: 1, maxLength: 30 }),
  )
  fc.assert(
    fc.property(words, fc.integer({ min: 6, max: 40 }), fc.boolean(), (some, width, painted) => {
      const text = some.map((word, at) => (painted && at % 2 === 0 ? COLOURS.good(word) : word)).join(' ')
      const lines = wrapProse(text, { width, hanging: '  ' })
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
      // oxlint-disable-next-line no-control-regex -- colours begin with a control character
      const seen = lines.map((line) => harmless(line).replaceAll(/\u001b\[\d+m/g, '')).join('')
      expect(seen.replaceAll(' ', '')).toBe(some.join(''))
    }),
  )
})

it('prints facts with their values below each other', () => {
  expect(
    factLines(
      [
        ['seed', '1'],
        ['price', 'one unit a request and more'],
      ],
      30,
    ),
  ).toEqual(['seed       1', 'price      one unit a request', '           and more'])
})

it('prints a fact that is a command so that it can be pasted', () => {
  expect(factLines([['try', "xzcat 'a b.xz' | tickbench compare - --seed 1"]], 36)).toEqual([
    "try        xzcat 'a b.xz' | \\",
    '           tickbench compare - \\',
    '           --seed 1',
  ])
})

it('continues a command as a shell does, never inside quotes', () => {
  const command = "tickbench compare 'my own log' --payments 100 --seed 1"
  const lines = wrapCommand(command, { width: 30, indent: 'Repeat  ', hanging: '        ' })
  expect(lines).toEqual([
    'Repeat  tickbench compare \\',
    "        'my own log' \\",
    '        --payments 100 \\',
    '        --seed 1',
  ])
  expect(wrapCommand(command, { width: Infinity })).toEqual([command])
})

it('folds what is too long and leaves the rest as it is', () => {
  const text = 'fits  well\nlabel     a value of some words\n  a long label of a line  and its value\n'
  expect(fold(text, Infinity)).toBe(text)
  expect(fold(text, 24).split('\n')).toEqual([
    'fits  well',
    'label     a value of',
    '          some words',
    '  a long label of a line',
    '      and its value',
    '',
  ])
})

it('an indent leaves half of the line', () => {
  expect(fold(`${' '.repeat(30)}one two`, 16)).toBe('        one two')
})

it('a line that redraws itself is not folded', () => {
  expect(fold(`\r${'█'.repeat(40)}`, 20)).toBe(`\r${'█'.repeat(40)}`)
})
