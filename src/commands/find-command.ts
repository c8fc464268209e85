import { closestWord } from '../core/runtime/config/closest-word.js';
import type { CatalogueEntry } from './catalogue.js';
import { commandErrors } from './errors.js';

/** What the words at the beginning of the command line ask for. */
export type FoundCommand =
  /** A command; `rest` are the arguments without the words of its name. */
  | { kind: 'command'; entry: CatalogueEntry; rest: string[] }
  /** A noun without a verb: its verbs are to be listed. */
  | { kind: 'noun'; noun: string; rest: string[] }
  /** No word at all. */
  | { kind: 'none'; rest: string[] };

/** Global options that are followed by a value, so that the value is not taken for a word. */
const optionsWithValue = new Set(['--config']);

/** Finds the command by its words, wherever global options stand. Errors: COMMAND_UNKNOWN. */
export function findCommand(
  argv: readonly string[],
  catalogue: readonly CatalogueEntry[],
): FoundCommand {
  const positions = wordPositions(argv);
  const words = positions.map((position) => argv[position] as string);
  const [noun, second, third] = words;
  if (noun === undefined) return { kind: 'none', rest: [...argv] };

  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(' ');
    const entry = catalogue.find((one) => one.name === name);
    if (entry) return { kind: 'command', entry, rest: without(argv, positions.slice(0, count)) };
  }

  const isNoun = (name: string) => catalogue.some((entry) => entry.name.startsWith(`${name} `));
  const all = words.join(' ');
  if (words.length < mostWords && isNoun(all)) {
    return { kind: 'noun', noun: all, rest: without(argv, positions) };
  }
  const verb = third !== undefined && isNoun(`${noun} ${second}`) ? `${second} ${third}` : second;
  throw commandErrors.unknownCommand({
    words: isNoun(noun) ? `${noun} ${verb}` : noun,
    suggestion: suggest(noun, verb, catalogue),
  });
}

/** `badge template list`: a noun, a part of it, a verb. */
const mostWords = 3;

/** The positions of the first words. Words end where an option of the command begins. */
function wordPositions(argv: readonly string[]): number[] {
  const positions: number[] = [];
  for (let index = 0; index < argv.length && positions.length < mostWords; index++) {
    const token = argv[index] as string;
    if (token === '--') break;
    if (optionsWithValue.has(token)) index++;
    else if (!token.startsWith('-') || token === '-') positions.push(index);
  }
  return positions;
}

function without(argv: readonly string[], positions: readonly number[]): string[] {
  return argv.filter((_, index) => !positions.includes(index));
}

function suggest(
  noun: string,
  verb: string | undefined,
  catalogue: readonly CatalogueEntry[],
): string | undefined {
  const names = catalogue.map((entry) => entry.name);
  const nouns = [...new Set(names.map((name) => name.split(' ')[0] as string))];
  const closestNoun = nouns.includes(noun) ? noun : closestWord(noun, nouns);
  // `evm list events`: the words are there, in the other order.
  const swapped = verb === undefined ? undefined : closestWord(`${verb} ${noun}`, names);
  if (closestNoun === undefined) return prefixed(swapped ?? uniqueVerb(noun, names));
  const verbs = names
    .filter((name) => name.startsWith(`${closestNoun} `))
    .map((name) => name.slice(closestNoun.length + 1));
  const closestVerb = verb === undefined ? undefined : closestWord(verb, verbs);
  if (closestVerb !== undefined) return prefixed(`${closestNoun} ${closestVerb}`);
  return prefixed(swapped ?? closestNoun);
}

/** `evm migrate`: a verb that only one noun has. */
function uniqueVerb(verb: string, names: readonly string[]): string | undefined {
  const matches = names.filter((name) => name.split(' ')[1] === verb);
  return matches.length === 1 ? matches[0] : undefined;
}

function prefixed(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `evm ${name}`;
}
