import { dataset, datasetInput, listDatasetsInput, page } from '@alavanca/contract'
import { getDataset } from '../features/datasets/get.ts'
import { listDatasets } from '../features/datasets/list.ts'
import { procedure } from './init.ts'

export const datasets = {
  list: procedure
    .input(listDatasetsInput)
    .output(page(dataset))
    .query(({ ctx, input }) => listDatasets({ ctx: ctx.deps, input })),
  get: procedure
    .input(datasetInput)
    .output(dataset)
    .query(({ ctx, input }) => getDataset({ ctx: ctx.deps, input })),
}
