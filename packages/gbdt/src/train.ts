import { binByTeam } from './bins/bin-team.ts'
import { applyMappers, fitMappers } from './bins/bins.ts'
import { type Column, checkColumns, checkTarget, setBit } from './columns.ts'
import { Draw } from './grow/draw.ts'
import { Grower, type GrowthRules, mostLeaves } from './grow/grow.ts'
import type { Job } from './threads/helper.ts'
import { packModel } from './model/layout.ts'
import { squaredError } from './grow/loss.ts'
import type { Bins, Mapper } from './bins/mapper.ts'
import { Model } from './model/model.ts'
import { type Resolved, resolveOptions, type TrainOptions } from './options.ts'
import { fitScale, restoreSize, restoreValue, standardiseInto } from './grow/scale.ts'
import { Tasks } from './grow/tasks.ts'
import { alone, type Team } from './threads/team.ts'
import type { Tree } from './model/tree.ts'
import { checkValidation, Watch } from './grow/watch.ts'
import { checkWeights, dropAbsent, type Table } from './grow/weights.ts'
import { createWorkspace, type Workspace } from './grow/workspace.ts'

/** From here on the compiled kernel pays: its memory takes a while to get, and is slow to go. */
const COMPILED_CELLS = 200_000

/**
 * Boosts regression trees on histograms (Friedman 2001; Chen & Guestrin 2016; Ke et al. 2017) for the squared error.
 * The same input, options and seed give the same bytes.
 * @param columns one typed array per column, all of one length; see `Column`
 * @param target one finite number per row
 * @throws RangeError or TypeError on misuse, before any work; the signal's reason on abort
 */
export function train(
  columns: readonly Column[],
  target: Float64Array,
  options: TrainOptions = {},
): Model<ArrayBuffer> {
  const settings = resolveOptions(options)
  const rows = checkColumns(columns)
  checkTarget(target, rows)
  const { validation, weights = null } = options
  if (weights) checkWeights(weights, rows, 'weights')
  if (validation) checkValidation(validation, columns)
  options.signal?.throwIfAborted()
  return boostTable(dropAbsent({ columns, target, weights }), settings, options)
}

function boostTable(table: Table, settings: Resolved, options: TrainOptions): Model<ArrayBuffer> {
  const { columns, target, weights } = table
  const rows = target.length
  const { validation } = options
  const crew = options.crew && options.crew.size > 0 ? options.crew : null
  const mappers = fitMappers(columns, settings.maxBins, { levelRows: settings.levelRows, weights, crew })
  const scale = fitScale(target)
  const rules: GrowthRules = { ...settings }
  const { maxDepth } = rules
  const plan = {
    rows,
    mappers,
    target,
    weights,
    isCurved: squaredError.curvature !== null,
    scale,
    rules,
    maxDepth,
    maxLeaves: mostLeaves(rules, rows),
  }
  const space = createWorkspace(plan, crew !== null, rows * columns.length >= COMPILED_CELLS)
  // Predictions are not needed yet: their place holds the target on the standard scale, once.
  standardiseInto(target, scale, space.raw)
  const start = squaredError.start(space.raw, weights)
  const gainUnit = totalSquares(space.raw, weights, start)
  rules.minGain = settings.minGain * gainUnit
  const watch = validation ? new Watch(validation, mappers, scale, squaredError, start) : null

  const run = (team: Team, bins: Bins): Tree[] => {
    space.raw.fill(start)
    // Fewer columns at once for threads that share the way to memory, and a fairer share for each.
    const grower = new Grower(space, rules, team, crew ? 4 : 8)
    return boost(bins, space, grower, settings, watch, options)
  }
  const tasks = new Tasks(space, squaredError)
  const job: Job = { kind: 'train', space }
  const trees =
    crew && space.cells.buffer instanceof SharedArrayBuffer
      ? crew.lead(job, tasks, (team) => run(team, binByTeam(space, columns, team)))
      : run(alone(tasks), applyMappers(mappers, columns, rows, space.cells))

  for (const tree of trees) {
    for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = restoreSize(tree.leafValue[i]!, scale)
    for (let i = 0; i < tree.splits; i++) tree.gain[i] = tree.gain[i]! / gainUnit
  }
  return Model.from(packModel(restoreValue(start, scale), mappers.map(knownCodes), trees))
}
function boost(
  bins: Bins,
  space: Workspace,
  grower: Grower,
  settings: Resolved,
  watch: Watch | null,
  { onRound, signal }: TrainOptions,
): Tree[] {
  const draw = new Draw(bins, space, settings)
  const trees: Tree[] = []
  for (let round = 1; round <= settings.rounds; round++) {
    signal?.throwIfAborted()
    draw.next()
    const tree = grower.grow(draw.rows, draw.features, draw.others.length > 0)
    if (draw.others.length > 0) grower.addToOthers(bins, draw.others, space.raw)
    trees.push(tree)
    const keepOn = watch?.see(grower, round) ?? true
    onRound?.({ round, rounds: settings.rounds, validationLoss: watch?.loss ?? null })
    if (!keepOn) break
  }
  return watch ? trees.slice(0, watch.best) : trees
}

/**
 * Σ weight (target - mean)², on the standard scale, where the mean of rows without weights is 0; 1 for a constant
 * target, which has no gain to share.
 */
function totalSquares(target: Float64Array, weights: Float64Array | null, mean: number): number {
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    sum += weights ? weights[i]! * (target[i]! - mean) ** 2 : target[i]! * target[i]!
  }
  return sum > 0 ? sum : 1
}

function knownCodes(mapper: Mapper): Uint32Array | null {
  if (mapper.kind === 'numeric') return null
  const words = new Uint32Array((mapper.binOf.length + 31) >>> 5)
  for (let code = 0; code < mapper.binOf.length; code++) if (mapper.binOf[code]! < mapper.count) setBit(words, code)
  return words
}
