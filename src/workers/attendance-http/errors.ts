import { defineError } from '../../core/runtime/errors.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';

export const serviceErrors = {
  notListening: defineError<{ address: string; reason: string }>({
    code: 'HTTP_NOT_LISTENING',
    exitCode: exitCodes.unavailable,
    when: 'The HTTP service cannot listen at its address: mostly because another process does.',
    message: ({ address, reason }) => `cannot listen at ${address}: ${reason}`,
    hint: () => 'choose another port with --port, or stop the process that has it',
  }),
  certificate: defineError<{ reason: string }>({
    code: 'HTTP_CERTIFICATE',
    exitCode: exitCodes.usage,
    when: 'The files of http.tlsCert and http.tlsKey cannot be used: one is missing, unreadable or no PEM.',
    message: ({ reason }) => `the service cannot speak HTTPS: ${reason}`,
    hint: () => 'set EVM_HTTP_TLS_CERT and EVM_HTTP_TLS_KEY to PEM files that belong together',
  }),
};
