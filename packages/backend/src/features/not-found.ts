import { AppError } from '../errors.ts'

export const machineNotFound = (id: number): AppError =>
  new AppError('machine_not_found', `Machine ${id} does not exist.`, { id })

export const datasetNotFound = (id: number): AppError =>
  new AppError('dataset_not_found', `Data set ${id} does not exist.`, { id })

export const trainingNotFound = (id: number): AppError =>
  new AppError('training_not_found', `Training ${id} does not exist.`, { id })
