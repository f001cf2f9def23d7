/** Arguments of fetch for the calls tests make most. */

export const postJson = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const csvForm = (
  content: string | Uint8Array<ArrayBuffer>,
  type = 'text/csv',
  name = 'data.csv',
): RequestInit => {
  const body = new FormData()
  body.append('file', new Blob([content], { type }), name)
  return { method: 'POST', body }
}
