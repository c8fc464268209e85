import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    pool: 'forks',
    maxWorkers: 2,
    // For what hangs only: on a slow and busy machine a test may well take a minute.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 30_000,
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/each-test-file.ts'],
    reporters: ['default', './tests/support/plain-summary-reporter.ts'],
    restoreMocks: true,
  },
});
