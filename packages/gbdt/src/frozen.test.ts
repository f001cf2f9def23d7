import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { frozenCases } from '../test/frozen.ts'
import { train } from './index.ts'
import { openModel } from './model/layout.ts'

/** By case: what the numbers in the model hash to, and what its bias, predictions and SHAP values do. */
const frozen: Record<string, [model: string, values: string]> = {
  numeric: ['7ac78ba131f17944', '4acae517ba9776f0'],
  mixed: ['a4445b2c6223fe5c', '5358b9e795c61568'],
  missing: ['1f94045dc1be803c', '685c19c4f689f29c'],
  sampled: ['9ea6750354e87b39', 'ceb061231821c83b'],
  sampledRows: ['275531165ce54d2c', '84c5e6c19d79baf1'],
  wide: ['670739310d3b398d', 'ef88832622fd86fd'],
  leafWise: ['845beec74a9f7255', 'd38ea244ca60a623'],
  fewLeaves: ['00d42166dc1a4ef8', '04584b7ff1c2ffa4'],
  deep: ['46bd8d1f2f73eea1', '15b0b668260f0a46'],
  stopped: ['e2ba1cc7bfca55fa', 'b49ae53c3d8901c8'],
  tall: ['3ba8dbc9502ab93c', '3754d520a78c0d65'],
  taller: ['29f9edd535938658', '7ddfc5ef7f0c9233'],
  tiny: ['9151bd94fe24e10b', 'ceff455dd398ee57'],
}

function hash(arrays: readonly ArrayBufferView[]): string {
  const sum = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of arrays) sum.update(new Uint8Array(buffer, byteOffset, byteLength))
  return sum.digest('hex').slice(0, 16)
}

/** All that is in a model, whatever the buffer looks like around it. */
function contentOf(buffer: ArrayBuffer): ArrayBufferView[] {
  const { base, features, trees, ...sections } = openModel(buffer)
  return [
    Float64Array.of(base, features, trees),
    ...Object.entries(sections)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, array]) => array),
  ]
}

it.each(Object.entries(frozenCases))(
  'gives the model, predictions and SHAP values it always gave, to the last bit: %s',
  (name, { columns, target, options }) => {
    const model = train(columns, target, options)
    const values = [Float64Array.of(model.bias), model.predict(columns), model.shap(columns)]
    expect([hash(contentOf(model.buffer)), hash(values)]).toEqual(frozen[name])
  },
)
