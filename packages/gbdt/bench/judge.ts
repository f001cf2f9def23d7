import { createReadStream } from 'node:fs'
import { train } from '../src/index.ts'
import { orSay, readArguments } from './arguments.ts'
import { hire } from './hire.ts'
import { clock, peakMegabytes, score, usage } from './measure.ts'
import { matchColumns, open, takeTarget } from './tables.ts'

// What run.ts runs. What was not taken as it stands is told on standard error.

async function judge(): Promise<void> {
  const given = readArguments(process.argv.slice(2))
  // Told once it is known that there is no error, which then stands alone.
  const notes: string[] = []
  const note = (text: string): void => void notes.push(text)
  const parsing = clock()
  const training = await open(given.train, createReadStream(given.train))
  const test = await open(given.test, createReadStream(given.test))
  const target = takeTarget(training, given.target, note)
  const testTarget = takeTarget(test, given.target, note)
  const { columns, testColumns } = matchColumns(training, test, given.target, note)
  const parse_s = parsing().wall
  for (const text of notes) process.stderr.write(`${text}\n`)

  const crew = hire(given.threads - 1)
  try {
    const fitting = clock()
    const model = train(columns, target, { crew })
    const fit_s = fitting().wall
    const shapRows = Math.min(given.shapRows, testTarget.length)
    const { predicted, predict, shap } = usage(model, testColumns, shapRows, crew)
    const { r2, mae, rmse } = score(testTarget, predicted)
    if (Number.isNaN(r2)) {
      process.stderr.write(`${given.test}: r2 is null, since the target is the same in all of its rows\n`)
    }
    const times = { parse_s, fit_s, predict_s: predict.wall, shap_s: shap.wall }
    process.stdout.write(`${JSON.stringify({ ...times, r2, mae, rmse, peak_rss_mb: peakMegabytes() })}\n`)
  } finally {
    crew.close()
  }
}

await orSay(judge)
