import { ofTrainings } from './promises/index.ts'
import { prove } from './support/prove.ts'

prove(ofTrainings)
