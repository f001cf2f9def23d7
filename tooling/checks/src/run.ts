import { spawn } from 'node:child_process'

export interface Outcome {
  code: number
  output: string
}

/** Runs a program of `node_modules/.bin` and keeps what it prints. */
export const run = (program: string, args: readonly string[], cwd: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
