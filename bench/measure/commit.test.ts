import { expect, it } from 'vitest'
import { commitOf } from './commit.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

it.each<[string, Record<string, string>]>([
  ['a branch', { '/r/.git/HEAD': 'ref: refs/heads/main\n', '/r/.git/refs/heads/main': `${COMMIT}\n` }],
  ['a detached head', { '/r/.git/HEAD': `${COMMIT}\n` }],
  [
    'a branch among packed references',
    {
      '/r/.git/HEAD': 'ref: refs/heads/main\n',
      '/r/.git/packed-refs': `# pack-refs\n${'f'.repeat(40)} refs/heads/not/main\n${COMMIT} refs/heads/main\n^${'e'.repeat(40)}\n`,
    },
  ],
  [
    'a linked worktree',
    {
      '/r/.git': 'gitdir: /main/.git/worktrees/r\n',
      '/main/.git/worktrees/r/HEAD': 'ref: refs/heads/side\n',
      '/main/.git/worktrees/r/commondir': '../..\n',
      '/main/.git/refs/heads/side': `${COMMIT}\n`,
    },
  ],
])('reads the commit of %s', (_name, files) => {
  expect(commitOf('/r', (path) => files[path])).toBe(COMMIT)
})

it.each<[string, Record<string, string>]>([
  ['no repository', {}],
  ['a branch without a commit', { '/r/.git/HEAD': 'ref: refs/heads/main\n' }],
  ['a head that names nothing', { '/r/.git/HEAD': 'rubbish\n' }],
])('knows no commit of %s', (_name, files) => {
  expect(commitOf('/r', (path) => files[path])).toBeUndefined()
})
