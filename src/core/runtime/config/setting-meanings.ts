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
  'mail.publicUrl':
    'Address of this installation on the web, for links to unsubscribe and to draws.',
  'mail.connections': 'Connections to the mail server at the same time, for each worker.',
  'mail.perSecond':
    'Most messages a second of all workers together, one after the other: 1 is kind to a small server. 0 is no limit.',
  'mail.perMinute': 'The same for a minute, evenly spread; the stricter of both holds.',
  'mail.retryMinutes':
    'Minutes from each try that a mail server put off to the next, by commas: with `5,60` there are at most three tries.',
  'mail.dkimDomain': 'Domain that signs mail (DKIM), together with selector and key.',
  'mail.dkimSelector': 'Selector of the DKIM key in the DNS.',
  'mail.dkimKey': 'Private DKIM key, PEM.',
  'mail.sesTopics':
    'Topics of Amazon SNS, by commas, from which the HTTP service takes the bounces and complaints of SES at `/webhooks/ses`.',
  'mail.sendgridKey':
    "Verification key of SendGrid's signed event webhook, whose bounces and complaints the HTTP service takes at `/webhooks/sendgrid`.",
  'calendar.domain':
    'What the ids of events in calendars end with; that of `mail.publicUrl` or of the sender when left out. A calendar shows an event twice when it changes.',
  'notify.email':
    'Who is told by mail about imports that a worker did, campaigns in trouble and events that are over.',
  'notify.webhookUrl':
    'Where the same is told to a program (POST, Standard Webhooks): https, or http on this machine.',
  'notify.webhookSecret':
    'What webhooks are signed with: `whsec_` and at least 24 random bytes as base64.',
  'log.level': 'What is logged to standard error.',
  'embedded.ownerWaitSeconds':
    'How long a command waits for another process to let go of the embedded database.',
  'worker.concurrency': 'How many jobs of a kind a worker does at the same time.',
  'worker.graceSeconds': 'How long a worker that is told to stop may finish what it does.',
  'worker.sweepSeconds': 'How often due and abandoned jobs are looked for.',
  'worker.leaseSeconds': 'After how long without a sign of life a job is taken over.',
  'http.host':
    'Where the HTTP service listens; `0.0.0.0` or `::` for every address of the machine.',
  'http.port': 'The port of the HTTP service; 0 takes a free one.',
  'http.trustProxy':
    'Addresses and networks of the proxies before the HTTP service, by commas. Only theirs `X-Forwarded-For` is believed.',
  'http.tlsCert':
    'File of the certificate (PEM, with its chain); with `http.tlsKey` the service speaks HTTPS.',
  'http.tlsKey': 'File of the private key of the certificate (PEM).',
  'http.origins':
    'Web pages that may open the live channel, by commas: `https://desk.example.com`. That of `mail.publicUrl` always may, and so may programs that are no browser.',
  'http.ratePerKey': 'Most requests of one key or token in a minute; 0 is no limit.',
  'http.ratePerAddress': 'Most requests from one address in a minute; 0 is no limit.',
  'http.requestSeconds':
    'How long a request may take to arrive, and how long an answer may take to be made.',
  'imports.maxSize': 'Largest file that is read: bytes, or a number with kB, MB or GB.',
  'imports.maxRows': 'Most rows of a file.',
  'imports.maxColumns': 'Most columns of a file.',
  'imports.maxCellLength': 'Longest cell, in characters.',
  'imports.maxIssues':
    'Issues that are kept with an import and printed; the report file always has all.',
};
