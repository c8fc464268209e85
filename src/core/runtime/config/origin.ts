/** Where the value of a setting comes from. */
export type Origin =
  | { source: 'default' }
  | { source: 'machine'; what: string }
  | { source: 'file'; file: string; key: string }
  | { source: 'variable'; variable: string }
  | { source: 'variable-file'; variable: string; file: string }
  | { source: 'flag'; flag: string };

/** The origin as a person reads it: `worker.concurrency in ./evm.toml`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.source) {
    case 'default':
      return 'default';
    case 'machine':
      return `default (${origin.what})`;
    case 'file':
      return `${origin.key} in ${origin.file}`;
    case 'variable':
      return origin.variable;
    case 'variable-file':
      return `${origin.variable} (${origin.file})`;
    case 'flag':
      return origin.flag;
  }
}

/** A value that some source gives to a setting, before it is checked. */
export interface GivenValue {
  value: unknown;
  origin: Origin;
}

/** What one source gives, and what is wrong with it. Problems never quote a value. */
export interface SourceReading {
  values: ReadonlyMap<string, GivenValue>;
  problems: readonly string[];
  warnings: readonly string[];
}
