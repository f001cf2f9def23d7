import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * A loopback port that nothing listens on, and that no other process is given until this one ends: it is the near end of
 * a connection of ours. Whoever listens on it by its number may, as often as they like; a port that was only found free
 * may be anybody's by then.
 */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const taken = once(server, 'connection') as Promise<[Socket]>
  const { port: far } = server.address() as AddressInfo
  // Bound by name: the system gives such a port to nobody else, and lets a server have it besides.
  const near = connect({ port: far, host: '127.0.0.1', localAddress: '127.0.0.1' })
  const [[end]] = await Promise.all([taken, once(near, 'connect')])
  server.close()
  near.unref()
  end.unref()
  const { remotePort } = end
  if (remotePort === undefined) throw new Error('the connection that holds a port has ended')
  return remotePort
}
