import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectErrors } from '../../scripts/docs-errors.js';
import { generateDocs } from '../../scripts/generate-docs.js';

describe('the generated documents', () => {
  it('are what the code says (else run: npx tsx scripts/write-docs.ts)', async () => {
    for (const [path, text] of await generateDocs()) {
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path).toBe(text);
    }
  });
});

describe('the error catalogue', () => {
  it('is found', async () => {
    const codes = (await collectErrors()).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['UNEXPECTED', 'CONFIG_INVALID', 'USAGE']));
  });

  it('defines each code once', async () => {
    const errors = await collectErrors();
    const seen = new Map<string, string>();
    for (const { code, file } of errors) {
      expect(seen.get(code), `${code} is defined in ${file} and again`).toBeUndefined();
      seen.set(code, file);
    }
  });

  it('writes its codes alike and explains each in a sentence', async () => {
    for (const { code, when } of await collectErrors()) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(when, code).toMatch(/^.{15,}\.$/s);
    }
  });
});
