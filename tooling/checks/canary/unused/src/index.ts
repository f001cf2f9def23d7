import { used } from './other.ts'

export const main = used
