import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { frozenCases } from '../test/frozen.ts'
import { train } from './index.ts'

/** By case: what the model's bytes hash to, and what its bias, predictions and SHAP values do. */
const frozen: Record<string, [model: string, values: string]> = {
  numeric: ['4d46e0bc28eb89a9', '4acae517ba9776f0'],
  mixed: ['36a474ffb95c83e9', '5358b9e795c61568'],
  missing: ['7e044903836a3b6c', '685c19c4f689f29c'],
  sampled: ['06734b59a7faf235', 'ceb061231821c83b'],
  sampledRows: ['3c35cdd7687ab3aa', '84c5e6c19d79baf1'],
  wide: ['9f4923ca5dd08158', 'ef88832622fd86fd'],
  leafWise: ['29ea34832677d63d', 'd38ea244ca60a623'],
  fewLeaves: ['84393b0c7bc501b0', '04584b7ff1c2ffa4'],
  deep: ['670e6ad0e3a2eb8f', '15b0b668260f0a46'],
  stopped: ['1949acd9b8ca030a', 'b49ae53c3d8901c8'],
  tiny: ['2722ca68f7a36b68', 'ceff455dd398ee57'],
}

const hash = (buffer: ArrayBuffer) => createHash('sha256').update(new Uint8Array(buffer)).digest('hex').slice(0, 16)

it.each(Object.entries(frozenCases))(
  'gives the model, predictions and SHAP values it always gave, to the last bit: %s',
  (name, { columns, target, options }) => {
    const model = train(columns, target, options)
    const values = Float64Array.of(model.bias, ...model.predict(columns), ...model.shap(columns))
    expect([hash(model.buffer), hash(values.buffer)]).toEqual(frozen[name])
  },
)
