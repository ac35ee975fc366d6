import type { ViteUserConfig } from 'vitest/config'

// Vite takes these for parts of an address and finds no file then; the program itself runs in any folder.
if (/[#?%]/.test(import.meta.dirname)) {
  throw new Error(`vitest cannot run below a folder with #, ? or % in its name: rename ${import.meta.dirname}`)
}

/** `npm test` runs everything that needs no card, compiler, Java, browser or root. */
const config: ViteUserConfig = {
  test: {
    setupFiles: ['bench/cli/testing/answer-once.ts'],
    include: ['{src,card-applets,reader,bench}/**/*.test.ts'],
    // All processors: of two, the default would leave one idle.
    maxWorkers: '100%',
    testTimeout: 300_000, // ends what hangs; a busy machine takes as long as it takes
  },
}

export default config
