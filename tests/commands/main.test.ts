import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runEvm } from '../support/run-evm.js';
import { runInProcess } from '../support/run-main.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

describe('the built evm', () => {
  it.each(['--version', '-V'])('prints the version of its package with %s', async (option) => {
    expect(await runEvm([option])).toMatchObject({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('prints its version wherever it is called from', async () => {
    expect((await runEvm(['--version'], { cwd: '/' })).stdout).toBe(`${version}\n`);
  });

  it('loads nothing but node itself before it knows what is wanted', () => {
    const text = readFileSync(`${root}/src/commands/main.ts`, 'utf8');
    const imported = [...text.matchAll(/^import .* from '(.*)';$/gm)].map(([, name]) => name);
    expect(imported).toEqual(['node:fs']);
  });

  it('tells the shell its exit code', async () => {
    expect((await runEvm(['nonsense'])).exitCode).toBe(2);
    expect((await runEvm(['help'])).exitCode).toBe(0);
  });

  it('ends quietly when the reader of its output is gone', () => {
    const script = '{ "$1" bin/evm.js help commands; echo "code $?" >&2; } | true';
    const { stderr } = spawnSync('sh', ['-c', script, 'sh', process.execPath], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stderr).toBe('code 0\n');
  });
});

describe('the version', () => {
  it('is also known beside other options', async () => {
    const { exitCode, stdout } = await runInProcess(['--no-color', '--version']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('0.0.0-test\n');
  });
});
