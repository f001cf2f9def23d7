import { type Model, type Random, train, type TrainOptions } from '@alavanca/gbdt'
import { concat, evidenceOf, type Unseen } from './evidence.ts'
import { widen } from './explain.ts'
import { type Feature, takeColumns, takeFeatures, takeNumbers, type Values } from './prepare.ts'
import { foldRows, type RowSplit, splitRows } from './split.ts'

/** Up to here choices are made by cross-validation; above, one inner split is steady enough. */
const FOLDED_ROWS = 3000
const FOLDS = 4
const INNER_SHARE = 0.2
/** Even where nothing seems to help, the ranking shows what little there is. */
const MIN_ROUNDS = 20
/** Rounds without improvement before a split is given up. */
const PATIENCE = 60
/** With several splits: one that stops ends the others too, so it must be sure. */
const FOLD_PATIENCE = 150

/**
 * Ways to boost, to choose among by inner validation. Shallow trees suit effects that add up, deep ones effects that
 * depend on each other; no depth is best on all tables. Few bins and half the rows a tree steady small samples.
 */
const SMALL: readonly TrainOptions[] = [
  { maxDepth: 3, learningRate: 0.06, rounds: 700, maxBins: 64, rowSample: 0.5, columnSample: 0.8 },
  { maxDepth: 5, learningRate: 0.06, rounds: 600, maxBins: 64, rowSample: 0.5, columnSample: 0.8 },
]
const MEDIUM: readonly TrainOptions[] = [
  { maxDepth: 3, learningRate: 0.08, rounds: 800, rowSample: 0.6, columnSample: 0.8, minRows: 10 },
  { maxDepth: 6, learningRate: 0.08, rounds: 500, rowSample: 0.7, columnSample: 0.8, minRows: 10 },
]
const LARGE: readonly TrainOptions[] = [
  { maxDepth: 6, learningRate: 0.1, rounds: 400, rowSample: 0.7, columnSample: 0.8, minRows: 20 },
]
const LARGE_ROWS = 30_000
/** A leaf of fewer rows than this learns noise; with very few rows there is no choice. */
const MIN_LEAF_ROWS = 4
const TINY_ROWS = 50

/** Judged, weeded and judged again: after that little is left to weed. */
const MAX_PASSES = 3
/** A category with fewer rows has no effect that could be told from its own noise. */
const MIN_LEVEL_ROWS = 5
/** Explaining more rows than this does not change which variables are kept. */
const MAX_JUDGED = 2000

export interface Fit {
  model: Model<ArrayBuffer>
  /** Feature numbers of the model's columns: those that did not make predictions worse. */
  kept: number[]
  rounds: number
  /** Learning rows explained by models that did not see them. */
  unseen: Unseen
}

interface Job {
  columns: readonly Values[]
  target: Float64Array
  splits: readonly RowSplit[]
  settings: TrainOptions
}

interface Choice extends Job {
  rounds: number
  loss: number
  /** By split, stopped where its own checked rows were predicted best. */
  models: Model[]
}

/**
 * Chooses on inner splits of the learning rows how and how long to boost, and which features only add noise; then
 * trains on all learning rows. The held-out rows are never looked at.
 * @param onProgress share of the work done, 0 to 1
 */
export function fit(
  features: readonly Feature[],
  target: Float64Array,
  learn: Int32Array,
  random: Random,
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
): Fit {
  const columns = takeFeatures(features, learn)
  const values = takeNumbers(target, learn)
  const splits =
    learn.length <= FOLDED_ROWS
      ? foldRows(learn.length, Math.min(FOLDS, learn.length), random)
      : [splitRows(learn.length, INNER_SHARE, random)]
  const common: TrainOptions = { seed: random.next(), ...(signal ? { signal } : {}) }
  const candidates = candidatesFor(learn.length).map((candidate) => ({ ...candidate, ...common }))
  let kept = [...columns.keys()]
  for (let pass = 1; ; pass++) {
    const offered = kept.flatMap((f) => columns[f] ?? [])
    const done = 1 - 0.5 ** (pass - 1)
    const jobs = candidates.map((settings): Job => ({ columns: offered, target: values, splits, settings }))
    const choice = choose(jobs, (part) => onProgress(done + (part * (1 - done)) / 2))
    const helpful = keepHelpful(evidenceOf([choice.unseen], kept.length))
    // Without the noise more rounds pay, so a smaller table is judged anew.
    if (helpful.length < kept.length && pass < MAX_PASSES) {
      kept = helpful.flatMap((k) => kept[k] ?? [])
      continue
    }
    const { rounds, settings, unseen } = choice
    const begun = 1 - 0.5 ** pass
    const model = train(offered, values, {
      ...settings,
      rounds,
      onRound: ({ round }) => onProgress(begun + (1 - begun) * (round / rounds)),
    })
    return { model, kept, rounds, unseen: { ...unseen, shap: widen(unseen.shap, kept, columns.length) } }
  }
}

/** The better of the candidates, with its view of rows it did not see. */
function choose(jobs: readonly Job[], onProgress: (done: number) => void): Choice & { unseen: Unseen } {
  const choices = jobs.map((job, k) => chooseRounds(job, (done) => onProgress((k + done) / jobs.length)))
  const best = choices.reduce((a, b) => (b.loss < a.loss ? b : a))
  return { ...best, unseen: explainUnseen(best) }
}

function candidatesFor(rows: number): readonly TrainOptions[] {
  const levelRows = MIN_LEVEL_ROWS
  if (rows > FOLDED_ROWS) return (rows > LARGE_ROWS ? LARGE : MEDIUM).map((settings) => ({ ...settings, levelRows }))
  const minRows = rows < TINY_ROWS ? 2 : MIN_LEAF_ROWS
  return SMALL.map((settings) => ({ ...settings, levelRows: rows < TINY_ROWS ? 2 : levelRows, minRows }))
}

/** Features without which predictions of unseen rows are worse; all of them when there is none. */
function keepHelpful(evidence: readonly number[]): number[] {
  const all = [...evidence.keys()]
  const helpful = all.filter((f) => (evidence[f] ?? 0) > 0)
  return helpful.length > 0 ? helpful : all
}

/** The round count of least mean loss over the splits. */
function chooseRounds(job: Job, onProgress: (done: number) => void): Choice {
  const { columns, target, splits, settings } = job
  const limit = settings.rounds ?? 0
  const losses = new Float64Array(limit)
  let reached = limit
  const models = splits.map(({ learn, check }, k) => {
    let seen = 0
    const model = train(takeColumns(columns, learn), takeNumbers(target, learn), {
      ...settings,
      rounds: reached,
      validation: {
        columns: takeColumns(columns, check),
        target: takeNumbers(target, check),
        patience: splits.length > 1 ? FOLD_PATIENCE : PATIENCE,
      },
      onRound: ({ round, validationLoss }) => {
        losses[round - 1] = (losses[round - 1] ?? 0) + ((validationLoss ?? 0) * check.length) / target.length
        seen = round
        onProgress((k + round / limit) / splits.length)
      },
    })
    reached = Math.min(reached, seen)
    return model
  })
  let best = 0
  for (let i = 0; i < reached; i++) if ((losses[i] ?? 0) < (losses[best] ?? 0)) best = i
  return { ...job, models, rounds: Math.max(MIN_ROUNDS, best + 1), loss: losses[best] ?? 0 }
}

/** Explains each split's checked rows by the model of its other rows. */
function explainUnseen({ columns, target, splits, models }: Choice): Unseen {
  const parts = splits.map(({ check }, k): Unseen => {
    const judged = check.subarray(0, MAX_JUDGED)
    const unseen = takeColumns(columns, judged)
    const model = models[k]
    const predicted = model?.predict(unseen)
    const residual = takeNumbers(target, judged).map((value, i) => value - (predicted?.[i] ?? NaN))
    return { residual, shap: model?.shap(unseen) ?? new Float64Array(0) }
  })
  return { residual: concat(parts.map(({ residual }) => residual)), shap: concat(parts.map(({ shap }) => shap)) }
}
