import { readFileSync } from 'node:fs'
import type { ViteUserConfig } from 'vitest/config'

// Vite takes these for parts of an address and finds no file then; the program itself runs in any folder.
if (/[#?%]/.test(import.meta.dirname)) {
  throw new Error(`vitest cannot run below a folder with #, ? or % in its name: rename ${import.meta.dirname}`)
}

const ROOMS = '{attack,compare,conform,end-to-end,house,measure,model,party,profile,run,suites,witness,words,workload}'
/** These replace modules or change the process, so each has a process of its own; so has everything that runs verbs. */
const ALONE = ['bench/suites/card/again.test.ts', 'bench/words/prose.test.ts']

/** `npm test` runs everything that needs no card, compiler, Java, browser or root. */
const config: ViteUserConfig = {
  resolve: { alias: sources() },
  test: {
    // All processors: of two, the default would leave one idle.
    maxWorkers: '100%',
    testTimeout: 300_000, // ends what hangs; a busy machine takes as long as it takes
    projects: [
      {
        extends: true,
        test: {
          name: 'shared', // what is imported once serves all of them
          include: ['{src,card-applets,reader}/**/*.test.ts', `bench/${ROOMS}/**/*.test.ts`],
          exclude: ALONE,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['bench/**/*.test.ts'],
          exclude: [`bench/${ROOMS}/**/*.test.ts`],
          globalSetup: ['bench/cli/testing/memo-folder.ts'],
          setupFiles: ['bench/cli/testing/answer-once.ts'],
        },
      },
      { extends: true, test: { name: 'replacing', include: ALONE } },
    ],
  },
}

/** The package's own name leads to its sources: examples in comments and in bench/examples import as a user does. */
function sources(): { find: RegExp; replacement: string }[] {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
  return Object.entries<{ types?: string }>(exports).flatMap(([path, { types }]) => {
    if (types === undefined) return []
    const source = types.replace('./dist/', `${import.meta.dirname}/`).replace('.d.ts', '.ts')
    return [{ find: new RegExp(`^tickbench${path.slice(1)}$`), replacement: source }]
  })
}

export default config
