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
  grow(pages: number): number
}

type Sums = [
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
]

/** Where the parts of a tree prepared for SHAP lie; see `ShapPlan`. */
export type PlanPlaces = [
  feature: number,
  above: number,
  earlier: number,
  threshold: number,
  missingLeft: number,
  factor: number,
  owed: number,
  weights: number,
  states: number,
  lanes: number,
]

/** The compiled inner loops; see kernel/kernel.as. Arrays are given by their byte offsets in memory. */
export interface Kernel {
  fill(...sums: Sums): void
  fillPairs(...sums: [...Sums, seconds: number]): void
  pack(
    values: number,
    index: number,
    begin: number,
    end: number,
    unit: number,
    step: number,
    low: number,
    levels: number,
  ): number
  gather(packed: number, index: number, begin: number, end: number, out: number): number
  partition(column: number, table: number, index: number, scratch: number, begin: number, end: number): number
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
  scanPairs(
    pairs: number,
    bins: number,
    missing: number,
    missingWeight: number,
    total: number,
    totalWeight: number,
    lambda: number,
    minRows: number,
    minChildWeight: number,
    unit: number,
    step: number,
    low: number,
    rows: number,
    parent: number,
    found: number,
    missingLeft: number,
  ): void
  explain(
    rows: number,
    width: number,
    splits: number,
    lanes: number,
    block: number,
    out: number,
    ...plan: PlanPlaces
  ): void
  predict(starts: number, trees: number, count: number, block: number, rows: number, out: number): void
}

let compiled: object | null = null

function compile(): object {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(kernelBytes.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
  )
  return compiled
}

/**
 * Memory the kernel can work on, or null where there is none to be had: too much, a page that may not share it, a
 * runtime that does not know its instructions.
 */
export function openMemory(bytes: number): Memory | null {
  const pages = Math.ceil(bytes / PAGE)
  if (pages > MAX_PAGES) return null
  try {
    compile()
    return new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true })
  } catch {
    return null
  }
}

/** Adds so many bytes at least; false where there is no more to be had. */
export function growMemory(memory: Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil(bytes / PAGE))
    return true
  } catch {
    return false
  }
}

export function openKernel(memory: Memory): Kernel {
  return new WebAssembly.Instance(compile(), { env: { memory } }).exports
}

/** A kernel and the memory it works on. */
export interface KeptKernel {
  memory: Memory
  kernel: Kernel
}

/** One for this thread, kept from call to call: it only grows, and who uses it lays out everything anew. */
let kept: KeptKernel | null = null

/** The thread's own kernel with memory of at least so many bytes, or null where there is none to be had. */
export function reserve(bytes: number): KeptKernel | null {
  if (!kept) {
    const memory = openMemory(bytes)
    kept = memory && { memory, kernel: openKernel(memory) }
    return kept
  }
  const lacking = bytes - kept.memory.buffer.byteLength
  return lacking <= 0 || growMemory(kept.memory, lacking) ? kept : null
}
