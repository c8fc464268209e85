import { describe, expect, it } from 'vitest';
import { eagerHeavyImports, importProblems } from '../support/import-rules.js';
import { sourceFiles } from '../support/project-files.js';

const files = sourceFiles(['src', 'bin', 'migrations']);

describe('imports in this project', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('follow the direction bin → commands | workers → core/<slice> → core/runtime', () => {
    expect(importProblems(files)).toEqual([]);
  });

  it('load no heavy library before a command is chosen', () => {
    expect(eagerHeavyImports(files, 'src/commands/main.ts')).toEqual([]);
  });
});

describe('the import rules', () => {
  it.each([
    ['bin/evm.js', "import { x } from '../dist/src/core/runtime/ids.js';", 'bin imports'],
    [
      'src/core/runtime/a.ts',
      "import { x } from '../events/schema.js';",
      'runtime imports the slice',
    ],
    [
      'src/core/events/a.ts',
      "import { x } from '../../commands/main.js';",
      'core imports the edge',
    ],
    ['src/core/events/a.ts', "import { x } from '../../workers/main.js';", 'core imports the edge'],
    [
      'src/core/imports/a.ts',
      "import { x } from '../participants/participant-repository.js';",
      'belongs to participants alone',
    ],
    [
      'src/core/imports/a.ts',
      "import type { X } from '../badges/adapters/escpos.js';",
      'belongs to badges alone',
    ],
    [
      'src/commands/event/show.ts',
      "await import('../../core/events/event-repository.js');",
      'it goes through a use-case',
    ],
    ['src/workers/a.ts', "export { x } from '../commands/main.js';", 'imports the command'],
    ['src/commands/a.ts', "import '../workers/worker-host.js';", 'src/workers/main.ts'],
    ['src/core/events/a.ts', "import { x } from '../tickets/index.js';", 'imports the barrel'],
    ['migrations/0001-a.ts', "import { x } from '../src/core/runtime/ids.js';", 'it is frozen'],
    [
      'src/core/events/a.ts',
      "import { x } from '../../../tests/support/temp.js';",
      'outside of src',
    ],
  ])('refuse in %s: %s', (path, text, problem) => {
    expect(importProblems([{ path, text }])).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['src/core/runtime/a.ts', 'commander'],
    ['src/workers/a.ts', 'ink'],
    ['src/core/imports/a.ts', 'bullmq'],
    ['src/workers/a.ts', 'fastify'],
    ['src/core/runtime/ledger/claim.ts', 'knex'],
    ['src/commands/db/migrate.ts', 'pg'],
    ['src/core/events/a.ts', '@electric-sql/pglite/contrib/pg_trgm'],
    ['src/core/imports/plan-import.ts', 'exceljs'],
    ['src/core/imports/plan-import.ts', 'csv-parse/sync'],
  ])('refuse in %s the package %s, in any form', (path, name) => {
    for (const text of [
      `import x from '${name}';`,
      `import type { X } from '${name}';`,
      `const x = await import('${name}');`,
      `export * from "${name}";`,
      `let x: import('${name}').X;`,
    ]) {
      expect(importProblems([{ path, text }]), text).toHaveLength(1);
    }
  });

  it.each([
    ['src/core/events/event-repository.ts', "import type { Knex } from 'knex';"],
    ['src/core/runtime/database/embedded-database.ts', "import pg from 'pg';"],
    ['src/core/runtime/queue/redis-queue.ts', "import { Queue } from 'bullmq';"],
    ['src/core/imports/a.ts', "import { x } from '../participants/register-participant.js';"],
    ['src/core/imports/a.ts', "import { x } from './import-repository.js';"],
    [
      'src/core/imports/read-table.ts',
      "// import x from 'knex';\nconst text = `import x from 'knex'`;",
    ],
    ['migrations/0001-a.ts', "import type { Knex } from 'knex';"],
    ['src/commands/worker/run.ts', "await import('../../workers/main.js');"],
  ])('allow in %s: %s', (path, text) => {
    expect(importProblems([{ path, text }])).toEqual([]);
  });

  it('refuse to end the process anywhere but in main', () => {
    const text = 'if (failed) process.exit(1);';
    expect(importProblems([{ path: 'src/workers/main.ts', text }])).toHaveLength(1);
    expect(importProblems([{ path: 'src/commands/main.ts', text }])).toEqual([]);
    const told = '// process.exit(1)\nprocess.exitCode = 1;';
    expect(importProblems([{ path: 'src/workers/main.ts', text: told }])).toEqual([]);
  });

  it('notice a heavy library that is loaded by way of other files', () => {
    const chain = [
      { path: 'src/commands/main.ts', text: "import './a.js';\nconst b = () => import('./b.js');" },
      { path: 'src/commands/a.ts', text: "import { type X } from './c.js';" },
      { path: 'src/commands/b.ts', text: "import 'bullmq';" },
      {
        path: 'src/commands/c.ts',
        text: "import type { Y } from 'ink';\nimport z from 'exceljs';",
      },
    ];
    expect(eagerHeavyImports(chain, 'src/commands/main.ts')).toEqual([
      'src/commands/c.ts loads exceljs',
    ]);
  });
});
