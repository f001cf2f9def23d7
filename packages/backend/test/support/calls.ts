/** Arguments of fetch for the calls tests make most. */

export const postJson = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Sends again what the server is too busy for, as it asks for: where many share the machine, some wait too long for the database. */
export const untilTaken = async (send: () => Promise<Response>): Promise<Response> => {
  for (let tries = 1; ; tries++) {
    const answer = await send()
    if (answer.status !== 503 || tries === 20) return answer
  }
}

export const csvForm = (
  content: string | Uint8Array<ArrayBuffer>,
  type = 'text/csv',
  name = 'data.csv',
): RequestInit => {
  const body = new FormData()
  body.append('file', new Blob([content], { type }), name)
  return { method: 'POST', body }
}
