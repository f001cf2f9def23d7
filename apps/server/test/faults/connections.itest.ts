import { ofConnections } from './promises/index.ts'
import { prove } from './support/prove.ts'

prove(ofConnections)
