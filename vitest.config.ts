import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['scripts/list-libraries.mjs'],
    setupFiles: ['test/rules/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
