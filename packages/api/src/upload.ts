import { appErrorData, restDataset, restValidationError, type AppErrorData, type Dataset } from '@alavanca/contract'
import { AppRequestError } from './errors.ts'

export interface UploadProgress {
  /** Bytes sent so far, of `total`; both count the whole request body. */
  loaded: number
  total: number
}

export interface UploadOptions {
  /** Where the server answers, or '' for the page's own origin. */
  baseUrl: string
  machineId: number
  file: Blob
  /** Display name, for a Blob that has none. */
  fileName?: string
  /** Called in browsers, where the sending can be watched. */
  onProgress?: (progress: UploadProgress) => void
  signal?: AbortSignal
}

interface Answer {
  status: number
  text: string
}

/**
 * Sends a CSV and keeps it as a data set of the machine, for `training.start`.
 *
 * @throws AppRequestError with the server's reason; a TypeError when there is no connection; the signal's reason when
 *   aborted
 */
export const uploadDataset = async (options: UploadOptions): Promise<Dataset> => {
  const url = `${options.baseUrl.replace(/\/$/, '')}/datasets?${new URLSearchParams({ machine_id: String(options.machineId) })}`
  const body = new FormData()
  body.append(
    'file',
    options.file,
    options.fileName ?? ('name' in options.file ? String(options.file.name) : 'data.csv'),
  )
  const send = typeof XMLHttpRequest === 'undefined' ? sendByFetch : sendByXhr
  const { status, text } = await send(url, body, options)
  const json = parse(text)
  if (status >= 200 && status < 300) return restDataset.parse(json)
  throw new AppRequestError(status, readRefusal(status, json))
}

const sendByFetch = async (url: string, body: FormData, { signal }: UploadOptions): Promise<Answer> => {
  const response = await fetch(url, { method: 'POST', body, ...(signal ? { signal } : {}) })
  return { status: response.status, text: await response.text() }
}

/** fetch cannot tell how much was sent; XMLHttpRequest can. */
const sendByXhr = (url: string, body: FormData, { signal, onProgress }: UploadOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    const fail = () => reject(new TypeError('the connection to the server broke off'))
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.({ loaded, total }))
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }))
    request.addEventListener('error', fail)
    request.addEventListener('timeout', fail)
    request.addEventListener('abort', () => reject(abortReason(signal)))
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort))
    if (signal?.aborted) {
      reject(abortReason(signal))
      return
    }
    signal?.addEventListener('abort', abort)
    request.open('POST', url)
    request.send(body)
  })

const abortReason = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new DOMException('The upload was cancelled.', 'AbortError')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** One sentence, or one for each fault where the server lists them. */
const readDetail = (detail: unknown): string | undefined => {
  if (typeof detail === 'string') return detail
  const faults = restValidationError.shape.detail.safeParse(detail).data
  return faults?.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
}

const readRefusal = (status: number, json: unknown): AppErrorData => {
  const fields: object = typeof json === 'object' && json !== null ? json : {}
  const detail = readDetail('detail' in fields ? fields.detail : undefined) ?? `HTTP status ${status}`
  const parsed = appErrorData.safeParse({ ...fields, message: detail })
  if (parsed.success) return parsed.data
  return { code: status === 422 ? 'invalid_input' : 'internal', message: detail, params: [] }
}
