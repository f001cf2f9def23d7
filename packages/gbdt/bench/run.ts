import { orSay, readArguments } from './arguments.ts'
import { withBundled } from './bundled.ts'

// Trains on one CSV and is judged on another:
// `run.ts --train FILE.csv --test FILE.csv --target NAME --threads N --shap-rows N`. Its last line is one JSON object.

/** Reading text leaves much garbage: with Node's own 16 MB for it a table of 10,000 rows peaks 15 MB higher, larger ones more. */
const FLAGS = ['--max-semi-space-size=2']

await orSay(() => {
  const args = process.argv.slice(2)
  readArguments(args)
  withBundled(
    'judge',
    (run) => {
      const { status, signal } = run(args, 'inherit')
      if (signal) throw new Error(`the run was ended by ${signal}; where memory is short, give it fewer rows`)
      process.exitCode = status ?? 1
    },
    FLAGS,
  )
})
