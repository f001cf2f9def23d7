import { verifyMessage, type MessageSignature } from '@alavanca/model-service/client'
import type { Deps } from '../../deps.ts'
import { CallbackRefused } from './callback-right.ts'

const refused = (message: string) => new CallbackRefused('bad_signature', 'callback_unauthorized', message)

/**
 * The signature to check, or null where no secret is set. With one, an unsigned callback is refused before its body is
 * read: were it let in on the token alone, who stole a token would leave the headers out.
 *
 * @throws CallbackRefused
 */
export const requireSignature = ({ settings }: Deps, signature: MessageSignature | null): MessageSignature | null => {
  if (settings.signingKeys.length === 0) return null
  if (signature !== null) return signature
  throw refused('Callbacks must be signed here: send webhook-id, webhook-timestamp and webhook-signature.')
}

/** Proves a body before it is parsed. @throws CallbackRefused */
export const checkSignature = (ctx: Deps, signature: MessageSignature, body: Uint8Array): void => {
  if (verifyMessage(ctx.settings.signingKeys, signature, body, ctx.now())) return
  throw refused(
    'The signature does not fit the body, was made with another secret, or its timestamp is over five minutes off.',
  )
}
