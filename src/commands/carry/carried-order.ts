import type { LoadedConfig } from '../../core/runtime/config/load-config.js';

/**
 * A command line with what its process knows and the one that carries it out cannot: the payload of
 * `hello`. `version` keeps its place in all versions. Never logged: arguments may hold names.
 */
export interface CarriedOrder {
  version: string;
  /** Machine and container: paths mean the same files only there. */
  place: string;
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** As that process loaded it: from its variables, its config files and its flags. */
  loaded: LoadedConfig;
  /** The time zone of its terminal. */
  zone: string;
  /** It runs until it is told to stop. */
  follows: boolean;
  streams: Record<'stdin' | 'stdout' | 'stderr', { isTTY: boolean; columns?: number | undefined }>;
}

/** The payload of `refused`. */
export type Refusal = { reason: 'version'; version: string } | { reason: 'place' };

/**
 * What a command reads of the environment beside its settings, and no more: the rest is the business of
 * the process that it belongs to, and may hold anything.
 */
const carriedVariables = ['CI', 'COLUMNS', 'LANG', 'NO_COLOR', 'TERM'];

/** The part of an environment that goes with a command. */
export function carriedEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    carriedVariables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
