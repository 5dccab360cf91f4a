import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // loading TypeScript and ESLint anew for each of these files costs more than their tests do
      { extends: true, test: { name: 'rules', include: ['test/rules/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'others', include: ['test/**/*.test.ts'], exclude: ['test/rules/**'] } },
    ],
    globalSetup: ['scripts/list-libraries.mjs'],
    // a run that is not watched would leave a core idle
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
