import { badgeTemplateSchema } from '../src/core/badges/json-schema.js';
import { commandsDocument } from './docs-commands.js';
import { configurationDocument } from './docs-configuration.js';
import { errorsDocument } from './docs-errors.js';

/** The generated documents by their path in the repository. */
export async function generateDocs(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/badge-template.schema.json', `${JSON.stringify(badgeTemplateSchema(), null, 2)}\n`],
    ['docs/commands.md', await commandsDocument()],
    ['docs/configuration.md', configurationDocument()],
    ['docs/errors.md', await errorsDocument()],
  ]);
}
