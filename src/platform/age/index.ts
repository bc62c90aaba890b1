export { AgeError, type AgeKey, type AgeRecipients, ageDecrypt, ageEncrypt } from './age-file.ts';
export { newIdentity, readRecipient } from './file-key.ts';
