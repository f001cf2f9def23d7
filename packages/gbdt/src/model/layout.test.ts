import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainTree, randomColumns, randomTree } from '../../test/data.ts'
import { modelOf } from '../../test/trees.ts'
import { type Column, Model, Random } from '../index.ts'
import { openModel, sealModel } from './layout.ts'

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

  it('is the same after it was saved and loaded', async () => {
    const { model, columns } = sample()
    const folder = await mkdtemp(path.join(tmpdir(), 'gbdt-'))
    try {
      await writeFile(path.join(folder, 'model.bin'), new Uint8Array(model.buffer))
      const loaded = Uint8Array.from(await readFile(path.join(folder, 'model.bin')))
      expect(Model.from(loaded.buffer).shap(columns)).toEqual(model.shap(columns))
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('refuses what is not a model, or one of another version', () => {
    const { model } = sample()
    const changed = (change: (bytes: Uint8Array) => void) => {
      const copy = structuredClone(model.buffer)
      change(new Uint8Array(copy))
      return () => Model.from(copy)
    }
    expect(() => Model.from(new ArrayBuffer(8))).toThrow('model: expected at least 40 bytes, got 8')
    expect(changed((bytes) => bytes.fill(80, 0, 1))).toThrow(
      'not a model of this library: expected 183 as first byte, got 80',
    )
    expect(changed((bytes) => bytes.fill(0x30, 1, 2))).toThrow(
      'model version: expected 2, got 3; it was written by a newer version of this library',
    )
    expect(changed((bytes) => bytes.fill(0x10, 1, 2))).toThrow('expected 2, got 1; it was written by an older version')
    expect(changed((bytes) => bytes.fill(0x21, 1, 2))).toThrow('model objective: expected 0 (squared error), got 1')
    const longer = new Uint8Array(model.buffer.byteLength + 8)
    longer.set(new Uint8Array(model.buffer))
    expect(() => Model.from(longer.buffer)).toThrow(
      `damaged model: expected ${model.buffer.byteLength} bytes, got ${longer.length}`,
    )
    // @ts-expect-error a view is not a buffer
    expect(() => Model.from(longer)).toThrow(
      'model: expected an ArrayBuffer or a SharedArrayBuffer, got a view on one (Uint8Array): give its buffer',
    )
    // @ts-expect-error nor is a text
    expect(() => Model.from('model')).toThrow(TypeError)
  })

  it('refuses every flipped bit and every other length', () => {
    const { buffer } = sample().model
    const bits = fc.uniqueArray(fc.nat(buffer.byteLength * 8 - 1), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(bits, (flipped) => {
        const copy = structuredClone(buffer)
        const bytes = new Uint8Array(copy)
        for (const bit of flipped) bytes[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => Model.from(copy)).toThrow(
          /^(damaged model: |not a model of this library: |model (version|objective): )/,
        )
      }),
      { numRuns: 500 },
    )
    for (let length = 0; length < buffer.byteLength; length++) {
      expect(() => Model.from(buffer.slice(0, length))).toThrow(RangeError)
    }
  })

  it('of any numbers under a right checksum is refused, or every walk through it ends within it', () => {
    const { buffer } = sample().model
    const [numbers, codes] = randomColumns(200, [false, true], new Random(23)) as [Column, Column]
    const words = fc.array(
      fc.tuple(fc.nat(buffer.byteLength / 4 - 1), fc.oneof(fc.integer(), fc.integer({ min: -9, max: 60 }))),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    let opened = 0
    fc.assert(
      fc.property(words, (changes) => {
        const copy = structuredClone(buffer)
        for (const [at, value] of changes) new Int32Array(copy)[at] = value
        sealModel(copy)
        let other: Model
        try {
          other = Model.from(copy)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          return
        }
        opened++
        const asked = [...openModel(copy).known].map((at) => (at < 0 ? numbers : codes))
        expect(other.predict(asked)).toHaveLength(200)
        expect(other.shap(asked)).toHaveLength(200 * other.features)
      }),
      { numRuns: 1000 },
    )
    expect(opened).toBeGreaterThan(50)
  })

  it('refuses links that would lead a walk astray, whatever the checksum', () => {
    type Opened = ReturnType<typeof openModel>
    const spoils: [spoil: (copy: Opened) => void, what: RegExp][] = [
      [(copy) => (copy.left[2] = 2), /left child 2 of split 2/],
      [(copy) => (copy.right[0] = ~copy.leafValue.length), /right child -\d+ of split 0/],
      [(copy) => (copy.feature[1] = 3), /feature 3 of split 1/],
      [(copy) => (copy.roots[0] = 10_000), /tree root 10000/],
      [(copy) => (copy.categories[0] = copy.words.length), /categories at \d+ of split 0/],
      [(copy) => (copy.words[copy.known[1]!] = copy.words.length), /known categories at 0/],
      // Two ways to one split: the paths through a tree of such would be without number.
      [(copy) => (copy.right[0] = copy.left[0]!), /right child 1 of split 0/],
      [(copy) => (copy.roots[1] = copy.roots[2]!), /tree root -\d+/],
    ]
    for (const [spoil, what] of spoils) {
      const buffer = structuredClone(sample().model.buffer)
      spoil(openModel(buffer))
      sealModel(buffer)
      expect(() => Model.from(buffer)).toThrow(new RegExp(`damaged model: ${what.source}`))
    }
  })

  it('refuses a path longer than any that could be explained', () => {
    const chain = (features: number) =>
      modelOf(
        0,
        Array.from({ length: features }, () => null),
        [chainTree(features, new Random(22))],
      )
    expect(chain(1024).trees).toBe(1)
    expect(() => chain(1025)).toThrow('damaged model: right child 1024 of split 1023')
  })
})
