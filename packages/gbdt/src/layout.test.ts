import { describe, expect, it } from 'vitest'
import { randomColumns, randomTree } from '../test/data.ts'
import { modelOf } from '../test/trees.ts'
import { Model, Random } from './index.ts'
import { openModel } from './layout.ts'

const kinds = [false, true, false]

function sample() {
  const random = new Random(21)
  const trees = [randomTree(kinds, 5, random), randomTree(kinds, 0, random), randomTree(kinds, 4, random)]
  const model = modelOf(1.5, [null, [0, 1, 2, 3, 4], null], trees)
  return { model, columns: randomColumns(200, kinds, random) }
}

describe('the model buffer', () => {
  it('opens to the same model, without a copy', () => {
    const { model, columns } = sample()
    const opened = Model.from(model.buffer)
    expect(opened.buffer).toBe(model.buffer)
    expect(opened).toMatchObject({ features: 3, trees: 3, bias: model.bias })
    expect(opened.predict(columns)).toEqual(model.predict(columns))
    expect(opened.shap(columns)).toEqual(model.shap(columns))
    expect(opened.importance('gain')).toEqual(model.importance('gain'))
  })

  it('opens from shared memory and after a structured clone', () => {
    const { model, columns } = sample()
    const shared = new SharedArrayBuffer(model.buffer.byteLength)
    new Uint8Array(shared).set(new Uint8Array(model.buffer))
    expect(Model.from(shared).predict(columns)).toEqual(model.predict(columns))
    expect(Model.from(structuredClone(model.buffer)).predict(columns)).toEqual(model.predict(columns))
  })

  it('refuses what is not a model', () => {
    const { model } = sample()
    const damaged = (change: (bytes: Uint8Array) => void) => {
      const copy = structuredClone(model.buffer)
      change(new Uint8Array(copy))
      return () => Model.from(copy)
    }
    expect(() => Model.from(new ArrayBuffer(8))).toThrow('expected at least 32 bytes of model, got 8')
    expect(damaged((bytes) => bytes.fill(1, 0, 1))).toThrow('expected a model buffer (magic 183), got 1')
    expect(damaged((bytes) => bytes.fill(0x20, 1, 2))).toThrow('expected model version 1.0, got 2.0')
    const longer = new Uint8Array(model.buffer.byteLength + 8)
    longer.set(new Uint8Array(model.buffer))
    expect(() => Model.from(longer.buffer)).toThrow(
      `expected ${model.buffer.byteLength} bytes of model, got ${longer.length}`,
    )
    // @ts-expect-error a view is not a buffer
    expect(() => Model.from(longer)).toThrow(TypeError)
  })

  it('refuses links that would lead a walk astray', () => {
    for (const spoil of [
      (copy: ReturnType<typeof openModel>) => (copy.left[2] = 2),
      (copy: ReturnType<typeof openModel>) => (copy.right[0] = ~copy.leafValue.length),
      (copy: ReturnType<typeof openModel>) => (copy.feature[1] = 3),
      (copy: ReturnType<typeof openModel>) => (copy.roots[0] = 10_000),
      (copy: ReturnType<typeof openModel>) => (copy.categories[0] = copy.words.length),
    ]) {
      const buffer = structuredClone(sample().model.buffer)
      spoil(openModel(buffer))
      expect(() => Model.from(buffer)).toThrow('damaged model')
    }
  })
})
