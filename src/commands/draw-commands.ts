import type { CatalogueEntry } from './catalogue.js';

/** The part of the table of commands that is about draws. */
export const drawCommands: readonly CatalogueEntry[] = [
  {
    name: 'draw commit',
    summary: 'Fix the pool and the rules of a draw, and commit to its secret',
    group: 'stage',
    load: () => import('./draw/commit.js'),
  },
  {
    name: 'draw run',
    summary: 'Draw the winners of a prize',
    group: 'stage',
    load: () => import('./draw/run.js'),
  },
  {
    name: 'draw show',
    summary: 'Show a draw: rules, pool, winners, and everything that was done to it',
    group: 'stage',
    load: () => import('./draw/show.js'),
  },
  {
    name: 'draw list',
    summary: 'List the draws of an event, the void ones too',
    group: 'stage',
    load: () => import('./draw/list.js'),
  },
  {
    name: 'draw redraw',
    summary: 'Give the prize of an absent winner to the next alternate',
    group: 'stage',
    load: () => import('./draw/redraw.js'),
  },
  {
    name: 'draw confirm',
    summary: 'Say that the winners of a draw are there and have their prizes',
    group: 'stage',
    load: () => import('./draw/confirm.js'),
  },
  {
    name: 'draw void',
    summary: 'Declare a draw void, with the reason; nothing of it is hidden',
    group: 'stage',
    load: () => import('./draw/void.js'),
  },
  {
    name: 'draw announce',
    summary: 'Make the announcement of a draw, to be published',
    group: 'stage',
    load: () => import('./draw/announce.js'),
  },
  {
    name: 'draw check',
    summary: 'Tell whether a ticket was in the pool of a draw, and if not, why',
    group: 'stage',
    load: () => import('./draw/check.js'),
  },
  {
    name: 'draw verify',
    summary: 'Compute a published draw again, and say which statement fails',
    group: 'stage',
    load: () => import('./draw/verify.js'),
  },
];
