import type { ViteUserConfig } from 'vitest/config'

/** `npm test` runs everything that needs no card, compiler, Java, browser or root. */
const config: ViteUserConfig = {
  test: {
    include: ['{src,card-applets,reader,bench}/**/*.test.ts'],
    testTimeout: 60_000,
  },
}

export default config
