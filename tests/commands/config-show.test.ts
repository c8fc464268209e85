import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

describe('evm config show', () => {
  it('shows the settings in force and, with --origin, where they come from', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'evm.toml'), 'region = "JP"\n');
    const env = { EVM_WORKER_CONCURRENCY: '7', EVM_HOME: '/srv/evm' };
    const { exitCode, stdout } = await runInProcess(['config', 'show', '--origin'], { cwd, env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`config file: ${join(cwd, 'evm.toml')}\n`);
    expect(stdout).toMatch(/^region +JP +region in .*evm\.toml$/m);
    expect(stdout).toMatch(/^worker\.concurrency +7 +EVM_WORKER_CONCURRENCY$/m);
    expect(stdout).toMatch(/^home +\/srv\/evm +EVM_HOME$/m);
    expect(stdout).toMatch(/^worker\.graceSeconds +20 +default$/m);
  });

  it('is a document with --json', async () => {
    const { json } = await runInProcess(['config', 'show', '--json'], {
      cwd: tempFolder(),
      env: { EVM_HOME: '/srv/evm' },
    });
    expect(json()).toMatchObject({
      config: {
        file: null,
        settings: expect.arrayContaining([
          { name: 'home', value: '/srv/evm' },
          { name: 'databaseUrl', value: null },
          { name: 'worker.concurrency', value: 4 },
        ]),
      },
    });
  });

  it('shows no secret and no password', async () => {
    const env = {
      EVM_MASTER_KEY: 'c'.repeat(64),
      DATABASE_URL: 'postgres://evm:hunter2@db/evm',
      EVM_REDIS_URL: 'redis://:hunter2@cache',
    };
    for (const argv of [['--origin'], ['--json', '--origin'], ['--debug', '-v']]) {
      const { stdout, stderr } = await runInProcess(['config', 'show', ...argv], {
        cwd: tempFolder(),
        env,
      });
      expect(stdout).toContain('(set)');
      expect(stdout + stderr).not.toMatch(/hunter2|cccc/);
    }
  });

  it('says all that is wrong, once, and ends with 2', async () => {
    const env = { EVM_REGION: 'Korea', EVM_WORKER_CONCURRENCY: 'many' };
    const { exitCode, stdout, stderr } = await runInProcess(['config', 'show'], {
      cwd: tempFolder(),
      env,
    });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^✗ the configuration has 2 problems {2}\(CONFIG_INVALID\)\n {2}region: /,
    );
    expect(stderr).toMatch(/^ {2}worker\.concurrency: .*\(from EVM_WORKER_CONCURRENCY\)$/m);
  });

  it('warns of a variable that is misspelt', async () => {
    const { exitCode, stderr } = await runInProcess(['config', 'show'], {
      cwd: tempFolder(),
      env: { EVM_REGOIN: 'KR' },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      '! EVM_REGOIN is set, but evm knows no such variable; did you mean EVM_REGION?\n',
    );
  });
});
