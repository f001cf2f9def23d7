import { help } from '../../src/index.ts'

// What TypeScript does not declare without a browser's types.
declare const self: {
  addEventListener(type: 'message', listener: (event: { data: Parameters<typeof help>[0] }) => void): void
}

self.addEventListener('message', ({ data }) => help(data))
