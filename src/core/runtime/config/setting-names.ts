import type { Config } from './config-schema.js';

type Complete = Required<Config>;

/** A setting as it is written in the config file: `region`, `worker.concurrency`. */
export type SettingPath = {
  [Key in keyof Complete & string]: Complete[Key] extends Record<string, unknown>
    ? `${Key}.${keyof Complete[Key] & string}`
    : Key;
}[keyof Complete & string];

/**
 * THE table of settings and the environment variables that set them; a setting that is missing
 * here does not compile. Each variable also exists as `<name>_FILE`, the path of a file that
 * holds the value.
 */
export const settingVariables = {
  home: 'EVM_HOME',
  databaseUrl: 'DATABASE_URL',
  redisUrl: 'EVM_REDIS_URL',
  masterKey: 'EVM_MASTER_KEY',
  operator: 'EVM_OPERATOR',
  region: 'EVM_REGION',
  'mail.smtpUrl': 'EVM_SMTP_URL',
  'mail.smtpPassword': 'EVM_SMTP_PASSWORD',
  'mail.from': 'EVM_MAIL_FROM',
  'mail.replyTo': 'EVM_MAIL_REPLY_TO',
  'mail.publicUrl': 'EVM_PUBLIC_URL',
  'mail.connections': 'EVM_MAIL_CONNECTIONS',
  'mail.perSecond': 'EVM_MAIL_PER_SECOND',
  'mail.perMinute': 'EVM_MAIL_PER_MINUTE',
  'mail.retryMinutes': 'EVM_MAIL_RETRY_MINUTES',
  'mail.dkimDomain': 'EVM_DKIM_DOMAIN',
  'mail.dkimSelector': 'EVM_DKIM_SELECTOR',
  'mail.dkimKey': 'EVM_DKIM_KEY',
  'mail.sesTopics': 'EVM_SES_TOPICS',
  'mail.sendgridKey': 'EVM_SENDGRID_KEY',
  'calendar.domain': 'EVM_CALENDAR_DOMAIN',
  'notify.email': 'EVM_NOTIFY_EMAIL',
  'notify.webhookUrl': 'EVM_WEBHOOK_URL',
  'notify.webhookSecret': 'EVM_WEBHOOK_SECRET',
  'log.level': 'EVM_LOG_LEVEL',
  'embedded.ownerWaitSeconds': 'EVM_EMBEDDED_OWNER_WAIT_SECONDS',
  'worker.concurrency': 'EVM_WORKER_CONCURRENCY',
  'worker.graceSeconds': 'EVM_WORKER_GRACE_SECONDS',
  'worker.sweepSeconds': 'EVM_WORKER_SWEEP_SECONDS',
  'worker.leaseSeconds': 'EVM_WORKER_LEASE_SECONDS',
  'http.host': 'EVM_HTTP_HOST',
  'http.port': 'EVM_HTTP_PORT',
  'http.trustProxy': 'EVM_HTTP_TRUST_PROXY',
  'http.tlsCert': 'EVM_HTTP_TLS_CERT',
  'http.tlsKey': 'EVM_HTTP_TLS_KEY',
  'http.origins': 'EVM_HTTP_ORIGINS',
  'http.ratePerKey': 'EVM_HTTP_RATE_PER_KEY',
  'http.ratePerAddress': 'EVM_HTTP_RATE_PER_ADDRESS',
  'http.requestSeconds': 'EVM_HTTP_REQUEST_SECONDS',
  'imports.maxSize': 'EVM_IMPORTS_MAX_SIZE',
  'imports.maxRows': 'EVM_IMPORTS_MAX_ROWS',
  'imports.maxColumns': 'EVM_IMPORTS_MAX_COLUMNS',
  'imports.maxCellLength': 'EVM_IMPORTS_MAX_CELL_LENGTH',
  'imports.maxIssues': 'EVM_IMPORTS_MAX_ISSUES',
} as const satisfies Record<SettingPath, string>;

/** Names the config file itself, so it is no setting. */
export const configFileVariable = 'EVM_CONFIG';
/** The key with which `evm dashboard --url` reads from a service; a credential, and no setting. */
export const apiKeyVariable = 'EVM_API_KEY';

export const settingPaths = Object.keys(settingVariables) as readonly SettingPath[];

export function isSettingPath(path: string): path is SettingPath {
  return Object.hasOwn(settingVariables, path);
}

/** The sections of the config file: `worker` for `worker.concurrency`. */
export const settingSections: ReadonlySet<string> = new Set(
  settingPaths.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.'))),
);
