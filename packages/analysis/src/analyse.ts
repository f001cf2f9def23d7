import { Random } from '@alavanca/gbdt'
import { evidenceOf, evidenceOfAll, type Unseen } from './evidence.ts'
import { explain, widen } from './explain.ts'
import { type Fit, fit } from './fit.ts'
import { score } from './metrics.ts'
import { type Prepared, prepare, takeFeatures, takeNumbers } from './prepare.ts'
import { rank } from './rank.ts'
import { type RowSplit, splitRows } from './split.ts'
import type { Analysis, AnalyseOptions, Column, Metrics, Progress, Stage } from './types.ts'

const HELD_OUT_SHARE = 0.2
/** Mean |SHAP| over this many rows is known to about one part in a hundred; more rows cost time and change nothing. */
const MAX_EXPLAINED = 5000
/** Rows an effect curve is drawn from: 100 a bin. */
const MAX_CURVE_ROWS = 2000
/** Where the model as a whole is not better than the mean by this many standard errors, it proves nothing of its parts. */
const MIN_MODEL_EVIDENCE = 2.5
/** Overall progress at which each stage begins; boosting takes most of the time. */
const STAGE_START: Record<Stage, number> = { preparing: 0, boosting: 0.05, explaining: 0.8 }

/**
 * Tells which columns move the target: trains on a random 80 % of the rows, scores and explains on the other 20 %.
 * @param columns the table, target included; all of one length
 * @param target name of a numeric column
 * @throws AnalysisError when the data cannot be analysed; the signal's reason on abort
 */
export function analyse(columns: readonly Column[], target: string, options: AnalyseOptions = {}): Analysis {
  const { seed = 0, signal, onProgress } = options
  const report = (stage: Stage, share: number): void => onProgress?.(progressOf(stage, share))
  report('preparing', 0)
  const prepared = prepare(columns, target)
  const random = new Random(seed)
  const rows = splitRows(prepared.target.length, HELD_OUT_SHARE, random)
  signal?.throwIfAborted()
  report('boosting', 0)
  const fitted = fit(prepared.features, prepared.target, rows.learn, random, signal, (done) => report('boosting', done))
  report('explaining', 0)
  const concluded = conclude(prepared, rows, fitted, random, signal, (done) => report('explaining', done))
  return { ...concluded, metrics: { ...concluded.metrics, seed } }
}

function conclude(
  { features, target, excluded, dropped }: Prepared,
  rows: RowSplit,
  { model, kept, rounds, unseen }: Fit,
  random: Random,
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
): Omit<Analysis, 'metrics'> & { metrics: Omit<Metrics, 'seed'> } {
  const chosen = kept.flatMap((f) => features[f] ?? [])
  const truth = takeNumbers(target, rows.check)
  const scores = score(truth, model.predict(takeFeatures(chosen, rows.check)))
  const explained = sample(rows.check, MAX_EXPLAINED, random)
  // Rows the model learned from add nothing to the score, but steady the shape of the effect curves.
  const learned = sample(rows.learn, MAX_CURVE_ROWS - explained.length, random)
  const shown = Int32Array.from([...explained, ...learned])
  const columns = takeFeatures(chosen, shown)
  const shap = widen(explain(model, columns, signal, onProgress), kept, features.length)
  const predicted = model.predict(columns)
  const held: Unseen = {
    residual: takeNumbers(target, explained).map((value, i) => value - (predicted[i] ?? NaN)),
    shap: shap.subarray(0, explained.length * features.length),
  }
  const gain = widen(model.importance('gain'), kept, features.length)
  const evidence = judge([held, unseen], held, features.length)
  return {
    ranking: rank({ features, rows: shown, shap, held: explained.length, gain, evidence }),
    excluded,
    features: chosen.map(({ name }) => name),
    model: model.buffer,
    metrics: {
      ...scores,
      nTrain: rows.learn.length,
      nTest: rows.check.length,
      nFeatures: features.length,
      nDropped: dropped,
      nExplained: explained.length,
      rounds,
      split: 'random-80-20',
    },
  }
}

/** Evidence by feature: 0 for all where the model as a whole has none, and for one the held-out rows speak against. */
function judge(parts: readonly Unseen[], held: Unseen, features: number): number[] {
  const convincing = evidenceOfAll(parts, features) >= MIN_MODEL_EVIDENCE
  // What is kept was decided on the inner rows, so these alone could be lucky.
  const agreed = evidenceOf([held], features)
  return evidenceOf(parts, features).map((value, f) => (convincing && (agreed[f] ?? 0) > 0 ? value : 0))
}

function progressOf(stage: Stage, share: number): Progress {
  const start = STAGE_START[stage]
  const end = stage === 'preparing' ? STAGE_START.boosting : stage === 'boosting' ? STAGE_START.explaining : 1
  return { stage, done: start + (end - start) * share }
}

/** At most `count` of the rows, at random. */
function sample(rows: Int32Array, count: number, random: Random): Int32Array {
  if (rows.length <= count) return rows
  const shuffled = rows.slice()
  random.shuffle(shuffled)
  return shuffled.slice(0, Math.max(0, count))
}
