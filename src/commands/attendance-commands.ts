import type { CatalogueEntry } from './catalogue.js';

/** The part of the table of commands that is about the doors of an event. */
export const attendanceCommands: readonly CatalogueEntry[] = [
  {
    name: 'dashboard',
    summary: 'Follow an event live: totals, gates, arrivals, alerts, last scans',
    group: 'doors',
    load: () => import('./dashboard/dashboard.js'),
  },
  {
    name: 'checkin',
    summary: 'Check a participant in by hand',
    group: 'doors',
    load: () => import('./checkin/checkin.js'),
  },
  {
    name: 'checkin undo',
    summary: "Take back a participant's last check-in",
    group: 'doors',
    load: () => import('./checkin/undo.js'),
  },
  {
    name: 'attendance list',
    summary: 'List the newest scans of an event and what became of them',
    group: 'doors',
    load: () => import('./attendance/list.js'),
  },
  {
    name: 'attendance export',
    summary: 'Export the scans of an event as CSV, XLSX or JSON',
    group: 'doors',
    load: () => import('./attendance/export.js'),
  },
  {
    name: 'attendance import',
    summary: 'Record the scans of a file, as from a gate that was offline',
    group: 'doors',
    load: () => import('./attendance/import.js'),
  },
  {
    name: 'serve',
    summary: 'Run the attendance service: HTTP and the live channel',
    group: 'doors',
    load: () => import('./serve/serve.js'),
  },
  {
    name: 'apikey create',
    summary: 'Make an API key for the attendance service, and print it once',
    group: 'doors',
    load: () => import('./apikey/create.js'),
  },
  {
    name: 'apikey list',
    summary: 'List the API keys and tokens of an event',
    group: 'doors',
    load: () => import('./apikey/list.js'),
  },
  {
    name: 'apikey revoke',
    summary: 'Take an API key or token back, at once and for ever',
    group: 'doors',
    load: () => import('./apikey/revoke.js'),
  },
  {
    name: 'token create',
    summary: 'Make a token with which a person or device calls the service for some hours',
    group: 'doors',
    load: () => import('./token/create.js'),
  },
  {
    name: 'stats',
    summary: 'Show how many came, at which gates and when',
    group: 'doors',
    load: () => import('./stats/stats.js'),
  },
  {
    name: 'stats rebuild',
    summary: 'Count the numbers of an event anew from its records',
    group: 'doors',
    load: () => import('./stats/rebuild.js'),
  },
  {
    name: 'alert list',
    summary: 'List what needs a hand at the doors, the latest first',
    group: 'doors',
    load: () => import('./alert/list.js'),
  },
  {
    name: 'alert ack',
    summary: 'Say that you have seen an alert and look after it',
    group: 'doors',
    load: () => import('./alert/ack.js'),
  },
];
