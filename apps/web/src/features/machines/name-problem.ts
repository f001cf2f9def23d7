import { codePoints, limits, machineName } from '@alavanca/contract'

export type NameProblem = 'empty' | 'too_long' | 'characters'

/** What the contract has against a name, as a key of the catalogue; undefined when it has nothing. */
export const nameProblem = (name: string): NameProblem | undefined => {
  if (machineName.safeParse(name).success) return undefined
  if (name.trim() === '') return 'empty'
  return codePoints(name) > limits.machineNameLength ? 'too_long' : 'characters'
}
