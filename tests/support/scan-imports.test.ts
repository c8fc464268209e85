import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachableFiles, scanImports } from './scan-imports.js';
import { tempFolder } from './temp.js';

describe('the import scanner', () => {
  it.each([
    ["import a from 'x';", 'value'],
    ["import a, { type B, c as d } from 'x';", 'value'],
    ["import * as a from 'x';", 'value'],
    ["import 'x';", 'value'],
    ["import {\n  a,\n  b,\n} from 'x';", 'value'],
    ["export * from 'x';", 'value'],
    ["export { a } from 'x';", 'value'],
    ["import type { A } from 'x';", 'type'],
    ["export type { A } from 'x';", 'type'],
    ["const a = await import('x');", 'dynamic'],
    ['const a = await import(`x`);', 'dynamic'],
    ["let a: import('x').A;", 'dynamic'],
    ["const a = require('x');", 'dynamic'],
  ])('understands %j', (source, kind) => {
    expect(scanImports(source)).toEqual([{ specifier: 'x', line: 1, kind }]);
  });

  it.each([
    "// import a from 'x';",
    "/* import a from 'x'; */",
    'const a = "import b from \'x\'";',
    `const a = \`import b from 'x' \${one('import')} import 'x'\`;`,
    "const quote = /['`]/; // import a from 'x'",
    "<Text>Don't import from here</Text>",
  ])('is not misled by %j', (source) => {
    expect(scanImports(source)).toEqual([]);
  });

  it.each([
    'const quote = /["\'`]/;',
    'const half = total / 2; const other = half / 3;',
    `const nested = \`a \${b ? \`c \${d({ e: 1 })}\` : "\`"} f\`;`,
    "const text = 'it\\'s';",
  ])('still finds the import that follows %j, with its line', (before) => {
    expect(scanImports(`${before}\n\nawait import('x');`)).toEqual([
      { specifier: 'x', line: 3, kind: 'dynamic' },
    ]);
  });

  it('follows relative imports from file to file', () => {
    const folder = tempFolder();
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('a.test.ts', "import './b.js';\nimport 'vitest';");
    write('b.ts', "const c = await import('./c.js');\nexport type * from './a.test.js';");
    write('c.tsx', '');
    write('d.ts', '');
    const names = [...reachableFiles(join(folder, 'a.test.ts'))].map((path) =>
      path.slice(folder.length + 1),
    );
    expect(names).toEqual(['a.test.ts', 'b.ts', 'c.tsx']);
  });
});
