import { readFileSync } from 'node:fs'
import { secretNames } from './settings.ts'

/** What is wrong with a variable, told without its value if that is a secret. */
export interface Fault {
  name: string
  what: string
}

/** Values of the secrets whose `NAME_FILE` names a file, as container platforms hand them over. */
export const readSecretFiles = (
  environment: NodeJS.ProcessEnv,
): { values: Record<string, string>; faults: readonly Fault[] } => {
  const values: Record<string, string> = {}
  const faults: Fault[] = []
  for (const secret of secretNames) {
    const name = `${secret}_FILE`
    const file = environment[name] ?? ''
    if (file === '') continue
    try {
      // Editors and `echo` end a file with a line break.
      values[secret] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      if (values[secret] === '') faults.push({ name, what: `the file ${file} is empty` })
    } catch (error) {
      faults.push({ name, what: `the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})` })
    }
    if ((environment[secret] ?? '') !== '') faults.push({ name, what: `${secret} is set too; set one of them` })
  }
  return { values, faults }
}
