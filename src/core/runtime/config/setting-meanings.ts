import type { SettingPath } from './setting-names.js';

/** What each setting is for, in docs/configuration.md. */
export const settingMeanings: Readonly<Record<SettingPath, string>> = {
  home: 'Folder of the embedded database, the key file and stored uploads.',
  databaseUrl: 'PostgreSQL 14 or newer. Without it evm uses the embedded database in `home`.',
  redisUrl: 'Redis for the job queue. Without it the queue lives in the database.',
  masterKey:
    'Key of all encryption: 32 bytes as hex or base64. Without it evm makes a key file in `home` for the embedded database. Keep it: nothing can be read without it.',
  operator: 'Who is recorded as having done something.',
  region: 'Country of phone numbers that are written without a country code.',
  'mail.smtpUrl':
    'The mail server: `smtp://user@host:587` (STARTTLS), `smtps://user@host` (TLS), or `file:FOLDER`, which writes .eml files. Without it mail is written to the folder `mail` in `home`.',
  'mail.smtpPassword': 'Password for the mail server.',
  'mail.from': 'Sender of all mail: `Seoul DevDay <devday@example.com>`.',
  'mail.replyTo': 'Where answers go, when not to the sender.',
  'mail.publicUrl': 'Address of this installation on the web, for links to unsubscribe.',
  'mail.connections': 'Connections to the mail server at the same time, for each worker.',
  'mail.perSecond': 'Most messages a second of all workers together; 0 is no limit.',
  'mail.dkimDomain': 'Domain that signs mail (DKIM), together with selector and key.',
  'mail.dkimSelector': 'Selector of the DKIM key in the DNS.',
  'mail.dkimKey': 'Private DKIM key, PEM.',
  'log.level': 'What is logged to standard error.',
  'embedded.ownerWaitSeconds':
    'How long a command waits for another process to let go of the embedded database.',
  'worker.concurrency': 'How many jobs of a kind a worker does at the same time.',
  'worker.graceSeconds': 'How long a worker that is told to stop may finish what it does.',
  'worker.sweepSeconds': 'How often due and abandoned jobs are looked for.',
  'worker.leaseSeconds': 'After how long without a sign of life a job is taken over.',
  'imports.maxSize': 'Largest file that is read: bytes, or a number with kB, MB or GB.',
  'imports.maxRows': 'Most rows of a file.',
  'imports.maxColumns': 'Most columns of a file.',
  'imports.maxCellLength': 'Longest cell, in characters.',
  'imports.maxIssues':
    'Issues that are kept with an import and printed; the report file always has all.',
};
