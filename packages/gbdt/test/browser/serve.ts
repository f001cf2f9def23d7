import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves the files, and an empty page at `/`; `isolated` pages may share memory with their workers. */
export async function serve(
  files: ReadonlyMap<string, string>,
  isolated: boolean,
): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1)
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    }
    const text = name === '' ? '<!doctype html><title>gbdt</title>' : files.get(name)
    response.writeHead(text === undefined ? 404 : 200, {
      'Content-Type': name === '' ? 'text/html' : 'text/javascript',
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, address: `http://127.0.0.1:${port}/` }
}
