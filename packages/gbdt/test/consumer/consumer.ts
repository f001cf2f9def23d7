import {
  type Column,
  Crew,
  type Helper,
  type Importance,
  Model,
  type PermutationImportance,
  Random,
  type Round,
  train,
  type TrainOptions,
} from '@alavanca/gbdt'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(value: T): T => value

export const proofs = [
  holds<Equal<IsAny<Model>, false>>(true),
  holds<Equal<Column, Float64Array | Float32Array | Int32Array>>(true),
  holds<Equal<ReturnType<typeof train>, Model<ArrayBuffer>>>(true),
  holds<Equal<Importance, 'gain' | 'cover' | 'splits'>>(true),
  holds<Equal<IsAny<TrainOptions['signal']>, false>>(true),
  holds<Equal<Round['validationLoss'], number | null>>(true),
]

export const story = (columns: Column[], target: Float64Array, start: () => Helper): PermutationImportance => {
  const crew = new Crew(1, start)
  const controller = new AbortController()
  const model = train(columns, target, {
    growth: 'leaf',
    weights: new Float64Array(target.length).fill(new Random(1).unit()),
    validation: { columns, target, patience: 5 },
    crew,
    onRound: ({ round, rounds }) => (round > rounds / 2 ? controller.abort() : undefined),
    signal: controller.signal,
  })
  crew.close()
  const reopened = Model.from(model.buffer)
  const shap: Float64Array = reopened.shap(columns, undefined, { crew })
  // @ts-expect-error options are typed: growth is one of two words
  train(columns, target, { growth: 'sideways' })
  // @ts-expect-error a column is a typed array
  model.predict([[1, 2, 3]])
  return model.permutationImportance(columns, shap.subarray(0, target.length), {
    repeats: 2,
    signal: controller.signal,
  })
}
