import { verifyMessage, type MessageSignature } from '@alavanca/model-service/client'
import type { Deps } from '../../deps.ts'
import { CallbackRefused } from './callback-right.ts'

const refused = (message: string) => new CallbackRefused('bad_signature', 'callback_unauthorized', message)

/**
 * Where a signing secret is set, an unsigned callback is refused before its body is read: were it let in on the token
 * alone, who stole a token would leave the headers out.
 *
 * @throws CallbackRefused
 */
export const requireSignature = ({ settings }: Deps, signature: MessageSignature | null): void => {
  if (settings.signingKeys.length > 0 && signature === null) {
    throw refused('Callbacks must be signed here: send webhook-id, webhook-timestamp and webhook-signature.')
  }
}

/**
 * Proves a body before it is parsed.
 *
 * @returns the message's id, which its repeats have in common; null where no secret is set
 * @throws CallbackRefused
 */
export const checkSignature = (ctx: Deps, signature: MessageSignature | null, body: Uint8Array): string | null => {
  const { signingKeys } = ctx.settings
  if (signingKeys.length === 0) return null
  if (signature === null || !verifyMessage(signingKeys, signature, body, ctx.now())) {
    throw refused(
      'The signature does not fit the body, was made with another secret, or its timestamp is over five minutes off.',
    )
  }
  return signature.id
}
