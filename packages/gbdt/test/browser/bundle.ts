import path from 'node:path'
import { build, type Rolldown } from 'vite'

const folder = import.meta.dirname

/** By file name, the minified bundles of the library itself and of what the browser test runs. */
export async function bundle(): Promise<Map<string, string>> {
  const entries = {
    gbdt: path.join(folder, '../../src/index.ts'),
    page: path.join(folder, 'page.ts'),
    trainer: path.join(folder, 'trainer.ts'),
    helper: path.join(folder, 'helper.ts'),
  }
  const files = new Map<string, string>()
  // One by one, so that nothing is moved into files they share.
  for (const [name, input] of Object.entries(entries)) {
    const built = (await build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      build: {
        write: false,
        minify: true,
        modulePreload: false,
        target: 'es2022',
        rolldownOptions: {
          input: { [name]: input },
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: '[name].js' },
        },
      },
    })) as Rolldown.RolldownOutput
    const [chunk, ...others] = built.output
    if (others.length > 0) throw new Error(`${name}: expected one file, got ${built.output.length}`)
    files.set(chunk.fileName, chunk.code)
  }
  return files
}
