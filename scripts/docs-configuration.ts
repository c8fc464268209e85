import {
  configSchema,
  credentialUrlSettings,
  secretSettings,
} from '../src/core/runtime/config/config-schema.js';
import { settingMeanings } from '../src/core/runtime/config/setting-meanings.js';
import {
  configFileVariable,
  type SettingPath,
  settingPaths,
  settingVariables,
} from '../src/core/runtime/config/setting-names.js';
import { code, generatedNotice, markdownTable } from './markdown.js';

/** docs/configuration.md: every setting with its variable, default and meaning. */
export function configurationDocument(): string {
  return [
    generatedNotice,
    '',
    '# Configuration',
    '',
    'Nothing has to be configured. Settings come from these sources, the later the stronger:',
    '',
    '1. the defaults below;',
    `2. the config file: the one named by \`--config\` or \`${configFileVariable}\`, else \`evm.toml\` in the`,
    "   working directory, else `evm.toml` in the platform's config directory (`~/.config/evm`);",
    '3. the environment; each variable also exists as `<name>_FILE`, the path of a file whose content',
    '   is the value (for secrets of containers); an empty variable counts as not set;',
    '4. options of the command.',
    '',
    '`evm config show --origin` shows what is in force and why. All problems are reported at once.',
    '',
    ...markdownTable(
      ['setting', 'variable', 'default', 'meaning'],
      settingPaths.map((path) => [
        code(path),
        code(settingVariables[path]),
        defaultOf(path),
        meaningOf(path),
      ]),
    ),
    '',
    'The names in the file are those of the settings; a dot is a section:',
    '',
    '```toml',
    'region = "KR"',
    '',
    '[worker]',
    'concurrency = 8',
    '```',
    '',
  ].join('\n');
}

function defaultOf(path: SettingPath): string {
  if (path === 'home') return "the platform's data directory (`~/.local/share/evm`)";
  if (path === 'operator') return 'the name of the user';
  let value: unknown = configSchema.parse({ home: '-', operator: '-' });
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key];
  return value === undefined ? 'not set' : code(String(value));
}

function meaningOf(path: SettingPath): string {
  const meaning = settingMeanings[path];
  if (secretSettings.includes(path)) return `${meaning} Never printed.`;
  if (credentialUrlSettings.includes(path)) return `${meaning} Printed without its password.`;
  return meaning;
}
