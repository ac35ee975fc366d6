import { expect, it } from 'vitest'
import { asStarted, shellWord, startedAs, VERBS } from './started-as.ts'

const MAIN = '/home/me/tickbench/dist/bench/cli/main.js'
const LOCAL = '/home/me/shop/node_modules/.bin/tickbench'

it.each([
  [
    'npx, from npm’s cache',
    '/home/me/.npm/_npx/0c8b/node_modules/.bin/tickbench',
    { npm_lifecycle_event: 'npx' },
    '/srv',
    'npx tickbench',
  ],
  ['npm start', MAIN, { npm_command: 'start', INIT_CWD: '/home/me/tickbench' }, '/home/me/tickbench', 'npx tickbench'],
  [
    'npm start of another folder',
    MAIN,
    { npm_command: 'start', INIT_CWD: '/srv' },
    '/home/me/tickbench',
    'node ~/tickbench/dist/bench/cli/main.js',
  ],
  ['a project that has it installed', LOCAL, {}, '/home/me/shop/test', 'npx tickbench'],
  ['an installed command', '/usr/local/bin/tickbench', { PATH: '/usr/bin:/usr/local/bin' }, '/srv', 'tickbench'],
  ['a command by its path', '/opt/x/tickbench', { PATH: '/usr/bin' }, '/srv', 'node /opt/x/tickbench'],
  ['Node in the checkout', MAIN, {}, '/home/me/tickbench', 'node dist/bench/cli/main.js'],
  [
    'Node in the checkout of an odd name',
    '/srv/a b#c/dist/bench/cli/main.js',
    {},
    '/srv',
    `node 'a b#c/dist/bench/cli/main.js'`,
  ],
  ['Node from elsewhere', '/srv/t/dist/bench/cli/main.js', {}, '/etc', 'node /srv/t/dist/bench/cli/main.js'],
  ['the sources', '/srv/t/bench/cli/main.ts', {}, '/srv/t', 'npx tsx bench/cli/main.ts'],
  [
    'a program that is another one',
    '/srv/t/node_modules/vitest/vitest.mjs',
    { npm_command: 'test' },
    '/srv/t',
    'tickbench',
  ],
])('started by %s', (_how, program, env, folder, expected) => {
  expect(startedAs({ program, env, folder, home: '/home/me' })).toBe(expected)
})

it('puts it into every command of a text, once, and into nothing else', () => {
  const text = `tickbench: wrong (see: tickbench doctor); zcat x | tickbench compare -
Usage: tickbench bench [options] <SUITE>
tickbench --help, tickbench emulated card, tickbench recording 1, /opt/tickbench compare, tickbench-report.html`
  const once = asStarted(text, 'npx tickbench')
  expect(once).toBe(`tickbench: wrong (see: npx tickbench doctor); zcat x | npx tickbench compare -
Usage: npx tickbench bench [options] <SUITE>
npx tickbench --help, tickbench emulated card, tickbench recording 1, /opt/tickbench compare, tickbench-report.html`)
  expect(asStarted(once, 'npx tickbench')).toBe(once)
  expect(asStarted(text, 'tickbench')).toBe(text)
})

it('knows the verbs in the order of the alphabet', () => {
  expect(VERBS).toEqual([...VERBS].toSorted())
})

it('quotes what a shell would read otherwise', () => {
  expect([shellWord('a/b.log'), shellWord(`it's`), shellWord('')]).toEqual(['a/b.log', String.raw`'it'\''s'`, `''`])
})
