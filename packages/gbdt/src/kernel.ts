import { kernelBytes } from './kernel-bytes.ts'

// What TypeScript does not declare without a browser's or Node's types.
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => Memory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: { env: { memory: Memory } }) => { exports: Kernel }
}

const PAGE = 65_536
const MAX_PAGES = 65_536

export interface Memory {
  readonly buffer: SharedArrayBuffer
}

/** The compiled inner loops; see kernel/kernel.as. Arrays are given by their byte offsets in memory. */
export interface Kernel {
  fill(
    out: number,
    offsets: number,
    features: number,
    first: number,
    last: number,
    cells: number,
    rows: number,
    index: number,
    begin: number,
    end: number,
    packed: number,
    from: number,
  ): void
  subtract(parent: number, child: number, begin: number, end: number): void
  scan(
    sums: number,
    bins: number,
    missing: number,
    total: number,
    lambda: number,
    minRows: number,
    unit: number,
    step: number,
    low: number,
    rows: number,
    parent: number,
    found: number,
    missingLeft: number,
  ): void
}

let compiled: object | null = null

/** Memory the kernel can work on, or null where there is none to be had: too much, or a page that may not share it. */
export function openMemory(bytes: number): Memory | null {
  const pages = Math.ceil(bytes / PAGE)
  if (pages > MAX_PAGES) return null
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true })
  } catch {
    return null
  }
}

export function openKernel(memory: Memory): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (letter) => letter.charCodeAt(0)))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports
}
