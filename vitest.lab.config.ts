import type { ViteUserConfig } from 'vitest/config'

/** `npm run test:lab` runs the hardware stacks without hardware; each file says what it needs and skips by name without it. */
const config: ViteUserConfig = {
  test: {
    globalSetup: ['reader/testing/lab-setup.ts'],
    include: ['{src,card-applets,reader,bench}/**/*.lab.ts'],
    testTimeout: 300_000,
    fileParallelism: false,
  },
}

export default config
