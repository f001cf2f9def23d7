import { workHere } from './page.ts'

// What TypeScript does not declare without a browser's types.
declare const self: {
  addEventListener(type: 'message', listener: (event: { data: number }) => void): void
  postMessage(message: unknown): void
}

self.addEventListener('message', ({ data }) => self.postMessage(workHere(data)))
