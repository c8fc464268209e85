import { describe, expect, it } from 'vitest';
import { runEvm, startEvm } from './run-evm.js';

describe('running the built evm', () => {
  it('gives output, errors and exit code of the process', async () => {
    const result = await runEvm(['--version']);
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('shows both outputs when the output is no JSON', async () => {
    const help = await runEvm(['--help']);
    expect(() => help.json).toThrow(/the output is no JSON document[\s\S]*--- stderr/);
  });

  it('takes over nothing of the surrounding environment but the path', async () => {
    process.env.EVM_HOME = '/nowhere';
    const { stdout } = await runEvm(['config', 'show', '--json']);
    delete process.env.EVM_HOME;
    expect(stdout).not.toContain('/nowhere');
  });

  it('awaits a line of either output, and the end when the line never comes', async () => {
    await expect(startEvm(['--version']).waitForLine(/^\d+\./)).resolves.toMatch(/^\d/);
    await expect(startEvm(['--version']).waitForLine(/never said/)).rejects.toThrow(
      'evm ended without a line like /never said/',
    );
  });
});
