import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Compiles the kernel with AssemblyScript and writes it where the library has it: `node packages/gbdt/kernel/build.ts`.

const COMPILER = 'assemblyscript@0.28.20'
const source = join(import.meta.dirname, 'kernel.as')
const folder = mkdtempSync(join(tmpdir(), 'gbdt-kernel-'))
try {
  const wasm = join(folder, 'kernel.wasm')
  // The compiler wants its own ending, the linters of TypeScript had better not see it.
  const copy = join(folder, 'kernel.ts')
  copyFileSync(source, copy)
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  const features = [
    '--enable',
    'simd',
    '--enable',
    'threads',
    '--runtime',
    'stub',
    '--noAssert',
    '--optimizeLevel',
    '3',
  ]
  const use = ['--use', 'abort=']
  execFileSync('npx', ['--yes', '-p', COMPILER, 'asc', copy, '-o', wasm, ...memory, ...features, ...use])
  // In hexadecimal: it takes more letters than base64, but bytes that repeat stay alike, and compressed it is a sixth smaller.
  const text = `// Built by kernel/build.ts from kernel/kernel.as (${COMPILER}); do not edit.
export const sourceHash = '${createHash('sha256').update(readFileSync(source)).digest('hex')}'
export const kernelBytes =
  '${readFileSync(wasm).toString('hex')}'
`
  writeFileSync(join(import.meta.dirname, '../src/kernel/kernel-bytes.ts'), text)
} finally {
  rmSync(folder, { recursive: true })
}
