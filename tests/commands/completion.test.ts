import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { completeWords } from '../../src/commands/completion/complete.js';
import { runInProcess } from '../support/run-main.js';

async function complete(...words: string[]): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await completeWords(['--', ...words]);
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return lines;
}

function values(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith(':')).map((line) => line.split('\t')[0] as string);
}

describe('completion', () => {
  it('offers the nouns and short words, once each', async () => {
    const offered = values(await complete(''));
    expect(offered).toEqual(expect.arrayContaining(['import', 'event', 'participant', 'doctor']));
    expect(new Set(offered).size).toBe(offered.length);
  });

  it('offers what begins like the word', async () => {
    expect(values(await complete('co'))).toEqual(['config', 'completion']);
  });

  it('offers the verbs of a noun with their summaries', async () => {
    const lines = await complete('config', '');
    expect(lines).toContain('show\tShow the settings in force and where they come from');
  });

  it('offers the options of the command and the global ones', async () => {
    expect(values(await complete('config', 'show', '--o'))).toEqual(['--origin']);
    expect(values(await complete('config', 'show', '--j'))).toEqual(['--json']);
  });

  it('offers the verbs and options of a part of a noun', async () => {
    expect(values(await complete('badge', ''))).toContain('template');
    expect(values(await complete('badge', 'template', 'c'))).toEqual(['check']);
    expect(values(await complete('badge', 'template', 'check', '--d'))).toEqual([
      '--debug',
      '--dpi',
    ]);
  });

  it('offers the choices of an argument', async () => {
    expect(values(await complete('completion', ''))).toEqual(['bash', 'zsh', 'fish']);
  });

  it('leaves file names to the shell', async () => {
    expect(await complete('config', 'show', '--config', './ev')).toEqual([':0']);
  });

  it('offers nothing for words that nobody knows, and does not fail', async () => {
    expect(values(await complete('nonsense', 'word', ''))).toEqual([]);
  });
});

describe('evm completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks evm', async (shell) => {
    const { exitCode, stdout } = await runInProcess(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('evm complete --');
  });

  it('prints a script that bash can read', async () => {
    const { stdout } = await runInProcess(['completion', 'bash']);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('complete -o default -F __evm_complete evm');
  });

  it('refuses another shell and names those it knows', async () => {
    const { exitCode, stderr } = await runInProcess(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bash, zsh, fish');
  });
});
