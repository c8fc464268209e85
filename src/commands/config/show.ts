import { defineCommand, flag } from '../define-command.js';
import { formatTable } from '../output/table.js';

export const command = defineCommand({
  name: 'config show',
  summary: 'Show the settings in force and where they come from',
  description:
    'Settings come from defaults, the config file, the environment and options, the later the\nstronger. Secrets are shown as (set), URLs without their password.',
  options: {
    origin: flag('--origin', 'show where each setting comes from'),
  },
  examples: [
    { command: 'evm config show --origin', note: 'why is it using that database?' },
    { command: 'evm config show --json', note: 'the same for a script' },
  ],
  async run(session, input) {
    const { presentSettings } = await import('../../core/runtime/config/present-settings.js');
    const loaded = await session.loadedConfig();
    const settings = presentSettings(loaded).map(({ origin, ...setting }) =>
      input.origin ? { ...setting, origin } : setting,
    );
    return { config: { file: loaded.file ?? null, settings } };
  },
  render({ config }, io) {
    const columns = [{ header: 'setting' }, { header: 'value' }];
    const withOrigin = config.settings.some((setting) => 'origin' in setting);
    return [
      `config file: ${config.file ?? 'none'}`,
      ...formatTable({
        columns: withOrigin ? [...columns, { header: 'from' }] : columns,
        rows: config.settings.map((setting) => [
          setting.name,
          setting.value ?? '(not set)',
          'origin' in setting ? setting.origin : '',
        ]),
        paintHeader: io.faint,
      }),
    ];
  },
  whileUp: () => 'here',
});
