/** The message that a command is about. */
export const messageArgument = {
  name: 'message',
  description: 'id of a message, or an unambiguous beginning of it',
} as const;
