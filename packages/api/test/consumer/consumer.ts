import { createClient, isAppError, uploadDataset, type AppRouter, type Client } from '@alavanca/api'
import { createClient as createNodeClient } from '@alavanca/api/node'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(value: T): T => value

type Outputs = inferRouterOutputs<AppRouter>
type Inputs = inferRouterInputs<AppRouter>

export const proofs = [
  holds<Equal<IsAny<AppRouter>, false>>(true),
  holds<Equal<IsAny<Outputs['machines']['list']>, false>>(true),
  holds<Equal<Outputs['machines']['list']['items'][number]['createdAt'], Date>>(true),
  holds<
    Equal<
      Outputs['training']['get']['state'],
      'queued' | 'sending' | 'training' | 'storing' | 'completed' | 'failed' | 'cancelled'
    >
  >(true),
  holds<Equal<Outputs['ranking']['ofMachine']['entries'][number]['share'], number>>(true),
  holds<Equal<Inputs['training']['start'], { datasetId: number; target: string }>>(true),
]

export const story = async (client: Client, file: Blob): Promise<string> => {
  const machine = await client.machines.create.mutate({ name: 'Prensa' })
  const dataset = await uploadDataset({ baseUrl: 'http://127.0.0.1:8001', machineId: machine.id, file })
  const subscription = client.training.changes.subscribe(undefined, {
    onData: ({ id, data }) => `${id}: ${data.training?.state} at ${data.at.toISOString()}`,
    onError: (error) => isAppError(error, 'unavailable'),
  })
  subscription.unsubscribe()
  // @ts-expect-error the input is typed: a target is needed
  await client.training.start.mutate({ datasetId: dataset.id })
  const ranking = await client.ranking.ofMachine.query({ machineId: machine.id })
  return ranking.entries[0]?.feature ?? ''
}
export const clients: Client[] = [createClient({ baseUrl: '' }), createNodeClient({ baseUrl: '' })]
