import type { CatalogueEntry } from './catalogue.js';

/** The part of the table of commands that is about badges: how they look, and one to look at. */
export const badgeCommands: readonly CatalogueEntry[] = [
  {
    name: 'badge preview',
    summary: 'Show the badge of a participant as it would be printed',
    group: 'badges',
    load: () => import('./badge/preview.js'),
  },
  {
    name: 'badge template list',
    summary: 'List the badge templates: built in, and what an event has of its own',
    group: 'badges',
    load: () => import('./badge/template/list.js'),
  },
  {
    name: 'badge template show',
    summary: 'Show a badge template as JSON, or the schema of all',
    group: 'badges',
    load: () => import('./badge/template/show.js'),
  },
  {
    name: 'badge template init',
    summary: 'Write a badge template as a file to edit',
    group: 'badges',
    load: () => import('./badge/template/init.js'),
  },
  {
    name: 'badge template check',
    summary: 'Check the file of a badge template, field by field',
    group: 'badges',
    load: () => import('./badge/template/check.js'),
  },
  {
    name: 'badge template set',
    summary: 'Give an event a badge template of its own',
    group: 'badges',
    load: () => import('./badge/template/set.js'),
  },
  {
    name: 'badge template reset',
    summary: "Take an event's own badge template away",
    group: 'badges',
    load: () => import('./badge/template/reset.js'),
  },
];
