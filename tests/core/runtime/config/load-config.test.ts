import { describe, expect, it } from 'vitest';
import { type ConfigSources, loadConfig } from '../../../../src/core/runtime/config/load-config.js';
import { EvmError } from '../../../../src/core/runtime/errors.js';

const secret = 'a'.repeat(64);

/** Loads with files from an object literal and an environment of its own. */
async function load(
  options: { files?: Record<string, string>; env?: NodeJS.ProcessEnv } & Partial<ConfigSources>,
) {
  const { files = {}, ...rest } = options;
  return await loadConfig({
    env: {},
    cwd: '/project',
    userName: 'mina',
    directories: { data: '/data/evm', config: '/etc/evm' },
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
      return text;
    },
    ...rest,
  });
}

async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EvmError);
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
  return (error as EvmError).facts.problems as readonly string[];
}

describe('the configuration', () => {
  it('works with nothing set: home and operator come from the machine', async () => {
    const { config, origins, file } = await load({});
    expect(config).toMatchObject({ home: '/data/evm', operator: 'mina', region: 'KR' });
    expect(config.databaseUrl).toBeUndefined();
    expect(origins.home).toEqual({ source: 'machine', what: 'data directory' });
    expect(origins.region).toEqual({ source: 'default' });
    expect(file).toBeUndefined();
  });

  it('lets the environment overrule the file, and flags overrule both', async () => {
    const { config, origins } = await load({
      files: { '/project/evm.toml': 'region = "JP"\noperator = "file"\n[log]\nlevel = "info"' },
      env: { EVM_REGION: 'US', EVM_OPERATOR: 'environment' },
      flags: { region: { value: 'DE', flag: '--region' } },
    });
    expect(config).toMatchObject({
      region: 'DE',
      operator: 'environment',
      log: { level: 'info' },
    });
    expect(origins).toMatchObject({
      region: { source: 'flag', flag: '--region' },
      operator: { source: 'variable', variable: 'EVM_OPERATOR' },
      'log.level': { source: 'file', file: '/project/evm.toml', key: 'log.level' },
    });
  });

  it('mixes one section from several sources', async () => {
    const { config } = await load({
      files: { '/project/evm.toml': '[worker]\nconcurrency = 8\ngraceSeconds = 3' },
      env: { EVM_WORKER_CONCURRENCY: '2', EVM_IMPORTS_MAX_SIZE: '5MB' },
    });
    expect(config.worker).toMatchObject({ concurrency: 2, graceSeconds: 3, leaseSeconds: 8 });
    expect(config.imports.maxSize).toBe(5 * 1024 * 1024);
  });

  it('reports every problem of every source at once, each with its source', async () => {
    const problems = await problemsOf(
      load({
        files: { '/project/evm.toml': 'regoin = "KR"\n[worker]\nconcurrency = 1000' },
        env: { DATABASE_URL: 'mysql://x', EVM_LOG_LEVEL: 'loud' },
        flags: { region: { value: 'Korea', flag: '--region' } },
      }),
    );
    expect(problems).toEqual([
      'regoin in /project/evm.toml: there is no such setting; did you mean region?',
      expect.stringMatching(/^databaseUrl: not a URL .*\(from DATABASE_URL\)$/),
      expect.stringMatching(/^region: .*, not "Korea" \(from --region\)$/),
      expect.stringMatching(/^log\.level: .*, not "loud" \(from EVM_LOG_LEVEL\)$/),
      expect.stringMatching(
        /^worker\.concurrency: .*, not 1000 \(from worker\.concurrency in \/project\/evm\.toml\)$/,
      ),
    ]);
  });

  it('never shows the value of a secret or of a URL that may hold a password', async () => {
    const problems = await problemsOf(
      load({
        env: { EVM_MASTER_KEY: 'hunter2-not-hex', EVM_REDIS_URL: 'http://u:hunter2@h' },
        files: { '/project/evm.toml': 'databaseUrl = "oracle://u:hunter2@h"' },
      }),
    );
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).not.toContain('hunter2');
  });

  it('does not quote a line of the file that is not TOML, as it may hold a secret', async () => {
    const problems = await problemsOf(
      load({ files: { '/project/evm.toml': 'region = "KR"\nmasterKey = hunter2' } }),
    );
    expect(problems).toEqual([
      expect.stringMatching(/^\/project\/evm\.toml, line 2, column \d+: /),
    ]);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

describe('the config file', () => {
  it('is the one in the platform directory when the working directory has none', async () => {
    const { config, file } = await load({ files: { '/etc/evm/evm.toml': 'region = "JP"' } });
    expect(config.region).toBe('JP');
    expect(file).toBe('/etc/evm/evm.toml');
  });

  it('is the one in the working directory alone when both exist', async () => {
    const { config, file } = await load({
      files: { '/etc/evm/evm.toml': 'operator = "x"', '/project/evm.toml': 'region = "JP"' },
    });
    expect(config.operator).toBe('mina');
    expect(file).toBe('/project/evm.toml');
  });

  it('is the one that EVM_CONFIG names, and --config is stronger', async () => {
    const files = { '/project/a.toml': 'region = "JP"', '/b.toml': 'region = "US"' };
    const named = await load({ files, env: { EVM_CONFIG: 'a.toml' } });
    expect(named.config.region).toBe('JP');
    const flagged = await load({ files, env: { EVM_CONFIG: 'a.toml' }, configFile: '/b.toml' });
    expect(flagged.config.region).toBe('US');
  });

  it('has to exist when it is named', async () => {
    const problems = await problemsOf(load({ env: { EVM_CONFIG: 'gone.toml' } }));
    expect(problems).toEqual(['/project/gone.toml (named by EVM_CONFIG) cannot be read: ENOENT']);
  });

  it('may name a home relative to itself', async () => {
    const { config } = await load({ files: { '/etc/evm/evm.toml': 'home = "data"' } });
    expect(config.home).toBe('/etc/evm/data');
  });

  it.each([
    ['log = "debug"', 'log in /project/evm.toml: this is a section; its keys are log.level'],
    ['[workers]\nconcurrency = 1', 'there is no such setting; did you mean worker?'],
    ['database_url = "x"', 'did you mean databaseUrl?'],
    [
      '[worker]\nsleepiness = 1',
      'worker.sleepiness in /project/evm.toml: there is no such setting',
    ],
    ['__proto__ = 1', '__proto__ in /project/evm.toml: there is no such setting'],
  ])('explains %j', async (text, explanation) => {
    const problems = await problemsOf(load({ files: { '/project/evm.toml': text } }));
    expect(problems).toEqual([expect.stringContaining(explanation)]);
  });
});

describe('the environment', () => {
  it('gives each setting also by a file, whose content is trimmed', async () => {
    const { config, origins } = await load({
      files: { '/run/secrets/key': `${secret}\n` },
      env: { EVM_MASTER_KEY_FILE: '/run/secrets/key' },
    });
    expect(config.masterKey).toBe(secret);
    expect(origins.masterKey).toEqual({
      source: 'variable-file',
      variable: 'EVM_MASTER_KEY_FILE',
      file: '/run/secrets/key',
    });
  });

  it('must not give a setting both ways', async () => {
    const problems = await problemsOf(
      load({ env: { EVM_MASTER_KEY: secret, EVM_MASTER_KEY_FILE: '/key' } }),
    );
    expect(problems).toEqual([
      'EVM_MASTER_KEY and EVM_MASTER_KEY_FILE are both set: unset one of them',
    ]);
  });

  it('gives the minutes between tries as a list, and explains what is none', async () => {
    const { config } = await load({ env: { EVM_MAIL_RETRY_MINUTES: '1, 10,60' } });
    expect(config.mail.retryMinutes).toBe('1, 10,60');
    expect((await load({})).config.mail.retryMinutes).toBe('5,60');
    for (const wrong of ['5;60', '0', '-5', '5 min', '20000', ',']) {
      const problems = await problemsOf(load({ env: { EVM_MAIL_RETRY_MINUTES: wrong } }));
      expect(problems).toEqual([expect.stringContaining('not minutes: write for example 5,60')]);
    }
  });

  it('must not name a file that is missing or empty', async () => {
    const problems = await problemsOf(
      load({
        files: { '/empty': ' \n' },
        env: { DATABASE_URL_FILE: '/gone', EVM_MASTER_KEY_FILE: '/empty' },
      }),
    );
    expect(problems).toEqual([
      'DATABASE_URL_FILE: /gone cannot be read: ENOENT',
      'EVM_MASTER_KEY_FILE: /empty is empty',
    ]);
  });

  it('counts an empty variable as not set', async () => {
    const { config, origins } = await load({ env: { DATABASE_URL: '', EVM_REGION: '' } });
    expect(config.databaseUrl).toBeUndefined();
    expect(origins.region).toEqual({ source: 'default' });
  });

  it('warns of an EVM_ variable that nothing reads', async () => {
    const { warnings } = await load({ env: { EVM_REDIS_ULR: 'x', EVM_HOME: '/h', OTHER: 'y' } });
    expect(warnings).toEqual([
      'EVM_REDIS_ULR is set, but evm knows no such variable; did you mean EVM_REDIS_URL?',
    ]);
  });
});
