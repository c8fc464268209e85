import { z } from 'zod';

/** `track=ai`: a custom response that is exactly like this. */
export const fieldFilter = z.string().transform((text, context) => {
  const at = text.indexOf('=');
  if (at >= 1) {
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    return { key: key.trim().normalize('NFC'), value: value.trim().normalize('NFC') };
  }
  context.addIssue({ code: 'custom', message: 'write key=value, for example track=ai' });
  return z.NEVER;
});
