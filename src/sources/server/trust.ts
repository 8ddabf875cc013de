import type { EncryptionTarget } from '../../base/servers/encryption';

/** How a person agrees, for the database of a source, to what is refused for safety. */
export const sourceRefusals: EncryptionTarget['refusals'] = {
  plainPassword: {
    code: 'SOURCE_PLAIN_PASSWORD',
    advice:
      'If you trust the network, use the command "Allow Password Without Encryption…"; a program gives "allowPlainPassword".',
  },
  tlsGone: {
    code: 'SOURCE_TLS_GONE',
    advice:
      'If TLS was switched off on purpose, confirm it with the command "Test Connection" of this database, or use "disable".',
  },
};
