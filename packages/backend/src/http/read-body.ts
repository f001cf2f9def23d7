import { AppError } from '../errors.ts'
import { invalidInput } from '../invalid-input.ts'
import { defaultPace, watchPace } from './pace.ts'

/**
 * A request's body, read up to `maxBytes`.
 *
 * @throws AppError `body_too_large` past the limit, `invalid_input` when it ends too early
 */
export const readBytes = async (request: Request, maxBytes: number): Promise<Uint8Array> => {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of patiently(request.body)) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw invalidInput('The body ended too early.', ['body'])
  }
  return Buffer.concat(chunks)
}

/**
 * As {@link readBytes}, as text.
 *
 * @throws AppError `invalid_input` too when it is not UTF-8
 */
export const readText = async (request: Request, maxBytes: number): Promise<string> => {
  const bytes = await readBytes(request, maxBytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidInput('The body is not UTF-8 text.', ['body'])
  }
}

async function* patiently(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader()
  if (!reader) return
  const slow = Promise.withResolvers<never>()
  slow.promise.catch(() => {})
  const watch = watchPace({ pace: defaultPace, onSlow: slow.reject })
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), slow.promise])
      if (done) return
      watch.saw(value.byteLength)
      yield value
    }
  } finally {
    watch.stop()
    // What still comes of a refused body is of no interest.
    reader.cancel().catch(() => {})
  }
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError('body_too_large', `The body is larger than ${maxBytes} bytes.`, { limit: maxBytes })

/** `application/json`, or a type that is written in it (RFC 6839). */
export const isJsonType = (contentType: string | null): boolean =>
  /^application\/([\w.-]+\+)?json$/i.test(contentType?.split(';')[0]?.trim() ?? '')

export const notJsonType = () => invalidInput('Input should be JSON, sent as application/json', ['body'])

/**
 * A JSON body, read strictly.
 *
 * @throws InvalidInput at `body` when the content type or the text is not JSON
 */
export const readJson = async (request: Request, maxBytes: number): Promise<unknown> => {
  if (!isJsonType(request.headers.get('content-type'))) throw notJsonType()
  const text = await readText(request, maxBytes)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalidInput('JSON decode error', ['body'])
  }
}
