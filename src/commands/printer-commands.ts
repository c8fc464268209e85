import type { CatalogueEntry } from './catalogue.js';

/** The part of the table of commands that is about printers, and badges on their way to them. */
export const printerCommands: readonly CatalogueEntry[] = [
  {
    name: 'badge print',
    summary: 'Print the badges of participants, each of them once',
    group: 'badges',
    load: () => import('./badge/print.js'),
  },
  {
    name: 'badge jobs',
    summary: 'List badges on their way: waiting, printed, failed or unknown',
    group: 'badges',
    load: () => import('./badge/jobs.js'),
  },
  {
    name: 'badge reprint',
    summary: 'Print a badge again with the next copy number; the old one opens no gate any more',
    group: 'badges',
    load: () => import('./badge/reprint.js'),
  },
  {
    name: 'badge confirm',
    summary: 'Say that a badge of unknown fate did come out',
    group: 'badges',
    load: () => import('./badge/confirm.js'),
  },
  {
    name: 'badge cancel',
    summary: 'Cancel badges that wait to be printed',
    group: 'badges',
    load: () => import('./badge/cancel.js'),
  },
  {
    name: 'printer add',
    summary: 'Add a badge printer: how it is reached and what it understands',
    group: 'badges',
    load: () => import('./printer/add.js'),
  },
  {
    name: 'printer list',
    summary: 'List the printers, what they do and what waits for them',
    group: 'badges',
    load: () => import('./printer/list.js'),
  },
  {
    name: 'printer test',
    summary: 'Print a sample badge that no gate lets in',
    group: 'badges',
    load: () => import('./printer/test.js'),
  },
  {
    name: 'printer status',
    summary: 'Ask a printer how it is, and show what waits for it',
    group: 'badges',
    load: () => import('./printer/status.js'),
  },
  {
    name: 'printer gate',
    summary: 'Print the badges of those whom a gate lets in, as they come in',
    group: 'badges',
    load: () => import('./printer/gate.js'),
  },
  {
    name: 'printer resume',
    summary: 'Let a printer go on that was given up on',
    group: 'badges',
    load: () => import('./printer/resume.js'),
  },
  {
    name: 'printer remove',
    summary: 'Remove a printer for which no badge waits',
    group: 'badges',
    load: () => import('./printer/remove.js'),
  },
];
