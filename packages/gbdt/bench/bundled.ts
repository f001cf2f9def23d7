import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Whoever installs the library runs JavaScript. These scripts are TypeScript, and to take the types out Node holds some
// 35 MB in a process and 10 more in each further thread, which would be told as memory of the library. So what is measured
// is bundled first, by the tool that also makes the package, and runs in a process of its own. (Code that an earlier
// process left in NODE_COMPILE_CACHE spares most of it as well, but module by module: 6 to 10 MB more than one file.)

/** Runs the bundled script in a process of its own. */
export type Run = (args: readonly string[], stdout?: 'pipe' | 'inherit') => SpawnSyncReturns<string>

/**
 * Calls `use` with what runs a script of this folder, and its helper threads, as JavaScript.
 * @param flags of Node
 */
export function withBundled<Result>(name: string, use: (run: Run) => Result, flags: readonly string[] = []): Result {
  const folder = mkdtempSync(join(tmpdir(), 'gbdt-bench-'))
  try {
    bundle([name, 'helper'], folder)
    const script = join(folder, `${name}.mjs`)
    return use((args, stdout = 'pipe') =>
      spawnSync(process.execPath, [...flags, script, ...args], {
        stdio: ['ignore', stdout, 'inherit'],
        encoding: 'utf8',
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** In a process of its own as well, so that this one stays small beside those it measures. */
function bundle(names: readonly string[], folder: string): void {
  const tool = fileURLToPath(import.meta.resolve('tsdown/run'))
  const scripts = names.map((name) => join(import.meta.dirname, `${name}.ts`))
  const options = ['--no-config', '--no-dts', '--platform', 'node', '--out-dir', folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...scripts, ...options], {
    // Where the package is, whatever the caller's folder: the tool reads its manifest.
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the scripts of the benchmark cannot be bundled\n${stdout}${stderr}`)
}
