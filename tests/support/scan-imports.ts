import { readFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { maskSource } from './mask-source.js';

export interface ImportReference {
  /** As written: `./x.js`, `knex`, `node:fs`. */
  specifier: string;
  line: number;
  /** `type` when nothing of it is left at run time. */
  kind: 'value' | 'type' | 'dynamic';
}

/**
 * Lists the modules a TypeScript source refers to: static, type-only, re-export, side-effect and
 * dynamic imports with a literal specifier, `require` calls and `import('…')` types. Comments and
 * the contents of strings are not mistaken for imports.
 */
export function scanImports(source: string): ImportReference[] {
  const { code, strings } = maskSource(source);
  const found: (ImportReference & { at: number })[] = [];
  for (const { pattern, dynamic } of importForms) {
    for (const match of code.matchAll(pattern)) {
      const at = match.index + match[0].length;
      const specifier = strings.get(at);
      if (specifier === undefined) continue;
      const typeOnly = /^(?:import|export)\s+type\b/.test(match[0]);
      found.push({
        specifier,
        line: source.slice(0, match.index).split('\n').length,
        kind: dynamic ? 'dynamic' : typeOnly ? 'type' : 'value',
        at,
      });
    }
  }
  return found
    .sort((left, right) => left.at - right.at)
    .map(({ at: _at, ...reference }) => reference);
}

/** The TypeScript file that a relative specifier means, whether or not it exists. */
function resolveRelative(fromFile: string, specifier: string): string[] {
  const target = resolve(dirname(fromFile), specifier);
  const stem = ['.js', '.jsx'].includes(extname(target)) ? target.slice(0, -3) : target;
  return [target, `${stem}.ts`, `${stem}.tsx`];
}

/** All files reached from `entry` through relative imports, `entry` included. */
export function reachableFiles(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  const source = readIfFile(entry);
  if (source === undefined) return seen;
  seen.add(entry);
  for (const { specifier } of scanImports(source)) {
    if (!specifier.startsWith('.')) continue;
    for (const file of resolveRelative(entry, specifier)) reachableFiles(file, seen);
  }
  return seen;
}

// Each form ends where the string literal begins.
const importForms = [
  {
    pattern: /\b(?:import|export)\s+(?:type\s+)?(?:[\w$*{}\s,]+?)\s*\bfrom\s*(?=["'`])/g,
    dynamic: false,
  },
  { pattern: /\bimport\s*(?=["'`])/g, dynamic: false },
  { pattern: /\b(?:import|require)\s*\(\s*(?=["'`])/g, dynamic: true },
];

function readIfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
