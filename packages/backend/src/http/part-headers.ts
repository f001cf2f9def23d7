/** What the headers of a part say (RFC 7578). */
export interface PartHeaders {
  name: string | undefined
  /** Its last segment, for display: nothing in it is percent-decoded, and `filename*` is not looked at (section 4.2). */
  fileName: string | undefined
  /** Lower case, without parameters; empty when it says none. */
  type: string
  /** Lower case; empty when it says none. */
  transferEncoding: string
}

/** Values by lower-case name, bytes as they came. */
export type RawHeaders = Record<string, string[] | undefined>

/** A parameter, quoted or bare; who writes `"C:\a.csv"` means its backslash. */
const parameters = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gs

const parametersOf = (header: string): Map<string, string> => {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, bare = ''] of header.matchAll(parameters)) {
    const value = quoted?.replaceAll(/\\(["\\])/g, '$1') ?? bare.trim()
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, Buffer.from(value, 'latin1').toString())
  }
  return found
}

const token = (values: string[] | undefined): string => values?.join(', ').split(';')[0]?.trim().toLowerCase() ?? ''

export const readPartHeaders = (headers: RawHeaders): PartHeaders => {
  const disposition = headers['content-disposition']?.[0] ?? ''
  const said = token([disposition]) === 'form-data' ? parametersOf(disposition) : new Map<string, string>()
  return {
    name: said.get('name'),
    fileName: said
      .get('filename')
      ?.split(/[/\\]/)
      .at(-1)
      ?.replace(/^\.\.?$/, ''),
    type: token(headers['content-type']),
    transferEncoding: token(headers['content-transfer-encoding']),
  }
}

/** Of a multipart body, by its Content-Type; undefined when it names none that RFC 2046 allows. */
export const boundaryOf = (contentType: string): string | undefined => {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined
  const boundary = parametersOf(contentType).get('boundary')
  return boundary !== undefined && /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary) ? boundary : undefined
}
