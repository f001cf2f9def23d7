import { Crew, type Helper } from '../../src/index.ts'
import { work } from './work.ts'

// What TypeScript does not declare without a browser's types.
declare const crossOriginIsolated: boolean
declare const Worker: new (address: string, options: { type: 'module' }) => Helper

export interface Done {
  isolated: boolean
  /** Helper threads. */
  helping: number
  /** Byte by byte: what `work` gives. */
  results: number[][]
}

/** On this thread, with helpers where the page may share memory. */
export function workHere(helpers: number): Done {
  const crew = new Crew(helpers, () => new Worker('/helper.js', { type: 'module' }))
  try {
    const results = work(crew).map((bytes) => [...bytes])
    return { isolated: crossOriginIsolated, helping: crew.size, results }
  } finally {
    crew.close()
  }
}
