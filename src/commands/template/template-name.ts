import { isTemplateName, type TemplateName, templateNames } from '../../core/mailing/schema.js';
import { closestWord } from '../../core/runtime/config/closest-word.js';
import { commandErrors } from '../errors.js';

/** The template that a command is about. */
export const templateArgument = {
  name: 'name',
  description: templateNames.join(', '),
} as const;

/** Reads a name in any case, with dashes or underscores: `Thank-You` is thank_you. Errors: USAGE. */
export function readTemplateName(text: string, command: string): TemplateName {
  const name = text.trim().toLowerCase().replaceAll(/[- ]/g, '_');
  if (isTemplateName(name)) return name;
  const closest = closestWord(text, templateNames);
  const advice =
    closest === undefined ? `there are: ${templateNames.join(', ')}` : `did you mean ${closest}?`;
  throw commandErrors.usage({
    problem: `"${text}" is not a template; ${advice}`,
    help: `evm help ${command}`,
  });
}
