import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { frozenCases } from '../../test/frozen.ts'
import { Crew, Random, train } from '../index.ts'

const crews: Crew[] = []

function hire(helpers: number): Crew {
  const crew = new Crew(helpers, () => new Worker(new URL('../../test/helper.ts', import.meta.url)))
  crews.push(crew)
  return crew
}

afterEach(() => crews.splice(0).forEach((crew) => crew.close()))

const bytes = (buffer: ArrayBufferLike) => Buffer.from(new Uint8Array(buffer))

/** Columns of rows enough for several chunks. */
function manyRows() {
  const random = new Random(21)
  const columns = Array.from({ length: 9 }, () => Float64Array.from({ length: 140_000 }, () => random.unit()))
  const target = Float64Array.from({ length: 140_000 }, (_, i) => columns[3]![i]! * columns[8]![i]! + random.unit())
  return { columns, target }
}

describe('a crew', () => {
  it('gives the same model and SHAP values to the last bit, however many help', () => {
    for (const helpers of [1, 3]) {
      const crew = hire(helpers)
      for (const name of ['mixed', 'sampled', 'leafWise', 'fewLeaves', 'deep', 'stopped', 'tiny']) {
        const { columns, target, options } = frozenCases[name]!
        const rounds = Math.min(options.rounds ?? 20, 12)
        const solo = train(columns, target, { ...options, rounds })
        const shared = train(columns, target, { ...options, rounds, crew })
        expect(bytes(shared.buffer).equals(bytes(solo.buffer)), `${name} with ${helpers}`).toBe(true)
        expect(bytes(shared.shap(columns, undefined, { crew }).buffer)).toEqual(bytes(solo.shap(columns).buffer))
      }
    }
  })

  it('does so where the rows are shared out in chunks', () => {
    const { columns, target } = manyRows()
    const crew = hire(2)
    const solo = train(columns, target, { rounds: 3 })
    expect(bytes(train(columns, target, { rounds: 3, crew }).buffer).equals(bytes(solo.buffer))).toBe(true)
    const weights = target.map((_, row) => 1 + (row % 7) / 3)
    const weighted = train(columns, target, { rounds: 3, weights })
    expect(bytes(train(columns, target, { rounds: 3, weights, crew }).buffer)).toEqual(bytes(weighted.buffer))
    const few = columns.map((column) => column.subarray(0, 3000))
    expect(bytes(solo.shap(few, undefined, { crew }).buffer).equals(bytes(solo.shap(few).buffer))).toBe(true)
  })

  it('reports rounds and stops on abort, and is ready for the next training', () => {
    const { columns, target, options } = frozenCases['mixed']!
    const crew = hire(1)
    const controller = new AbortController()
    const rounds: number[] = []
    const run = () =>
      train(columns, target, {
        rounds: 50,
        crew,
        signal: controller.signal,
        onRound: ({ round }) => {
          rounds.push(round)
          if (round === 3) controller.abort(new Error('changed my mind'))
        },
      })
    expect(run).toThrow('changed my mind')
    expect(rounds).toEqual([1, 2, 3])
    const solo = train(columns, target, { ...options, rounds: 5 })
    expect(bytes(train(columns, target, { ...options, rounds: 5, crew }).buffer)).toEqual(bytes(solo.buffer))
  })

  it('tells how far explaining is and stops on abort, and is ready for the next rows', () => {
    const { columns, target } = frozenCases['mixed']!
    const crew = hire(1)
    const model = train(columns, target, { rounds: 2 })
    const controller = new AbortController()
    const seen: number[] = []
    const onProgress = (done: number) => seen.push(done)
    model.shap(columns, undefined, { crew, onProgress })
    expect(seen.at(-1)).toBe(1)
    const run = () =>
      model.shap(columns, undefined, {
        crew,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('changed my mind')),
      })
    expect(run).toThrow('changed my mind')
    expect(bytes(model.shap(columns, undefined, { crew }).buffer)).toEqual(bytes(model.shap(columns).buffer))
  })

  it('with nobody in it is the calling thread alone', () => {
    const { columns, target, options } = frozenCases['tiny']!
    const model = train(columns, target, { ...options, rounds: 2, crew: hire(0) })
    expect(bytes(model.buffer)).toEqual(bytes(train(columns, target, { ...options, rounds: 2 }).buffer))
  })
})
