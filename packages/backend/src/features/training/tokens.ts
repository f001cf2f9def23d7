import { createHash } from 'node:crypto'
import type { Deps } from '../../deps.ts'

/** What is kept of a callback token: SHA-256, hexadecimal. Looking it up by hash leaves nothing to time. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** 256 random bits, base64url: the path segment that proves the caller (OWASP ASVS 11.5.1 asks for 128 at least). */
export const mintToken = ({ randomBytes }: Pick<Deps, 'randomBytes'>): string =>
  Buffer.from(randomBytes(32)).toString('base64url')
