import { z } from 'zod';
import { BadgeTemplate } from './schema.js';

/** The JSON Schema of templates (2020-12), for editors and for programs that write them. */
export function badgeTemplateSchema(): Record<string, unknown> {
  return {
    title: 'Badge template of evm',
    ...z.toJSONSchema(BadgeTemplate, { io: 'input' }),
  };
}
