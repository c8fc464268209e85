/** The options that every command takes, before or after its words. */
export const globalOptions = [
  { flags: '--json', description: 'print one JSON document' },
  { flags: '-q, --quiet', description: 'results only: no progress, no notes' },
  { flags: '-v, --verbose', description: 'say more' },
  { flags: '--no-color', description: 'no colours (NO_COLOR works too)' },
  { flags: '--no-input', description: 'never ask a question' },
  { flags: '-y, --yes', description: 'answer yes to every question' },
  { flags: '--debug', description: 'show where an error happened' },
  { flags: '--config <file>', description: 'read this config file instead of evm.toml' },
] as const;
