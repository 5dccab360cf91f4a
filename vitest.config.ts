import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['scripts/list-libraries.mjs'],
    // loading TypeScript and ESLint anew for each file costs more than most files' tests do
    isolate: false,
    // a run that is not watched would leave a core idle
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
