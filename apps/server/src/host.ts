export const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])
export const wildcard: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export const bareHost = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '')

export const hostInUrl = (host: string): string => (host.includes(':') ? `[${bareHost(host)}]` : host)
