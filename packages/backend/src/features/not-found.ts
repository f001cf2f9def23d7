import type { Dataset } from '@alavanca/contract'
import { AppError } from '../errors.ts'

export const machineNotFound = (id: number): AppError =>
  new AppError('machine_not_found', `Machine ${id} does not exist.`, { id })

export const datasetNotFound = (id: number): AppError =>
  new AppError('dataset_not_found', `Data set ${id} does not exist.`, { id })

export const trainingNotFound = (id: number): AppError =>
  new AppError('training_not_found', `Training ${id} does not exist.`, { id })

export const datasetRemoved = ({ id, fileName }: Pick<Dataset, 'id' | 'fileName'>): AppError =>
  new AppError(
    'dataset_removed',
    `The file of data set ${id}, "${fileName}", was removed after its time; send it again.`,
    {
      id,
      fileName,
    },
  )
