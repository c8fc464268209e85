import { expect, inject, vi } from 'vitest';

// A test says what it configures; nothing reaches it from the shell that started the run.
for (const name of Object.keys(process.env)) {
  if (/^(EVM_(?!TEST_|FAULT_)|DATABASE_URL|PG[A-Z]+$)/.test(name)) delete process.env[name];
}

// Whatever a test or a killed worker leaves behind goes away with the run.
process.env.TMPDIR = inject('scratch');

// A fault test restarts daemons and repeats a scenario at every crash point.
if (expect.getState().testPath?.includes('/tests/faults/')) {
  vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });
}
