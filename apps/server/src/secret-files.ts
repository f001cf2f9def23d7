import { StartupError } from '@alavanca/backend'
import { readFileSync } from 'node:fs'

const secrets = ['DATABASE_URL', 'WEBHOOK_SIGNING_SECRET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

/**
 * Values of the secrets whose `NAME_FILE` names a file, as container platforms hand them over.
 *
 * @throws StartupError that lists every fault and tells no secret
 */
export const readSecretFiles = (environment: NodeJS.ProcessEnv): Record<string, string> => {
  const values: Record<string, string> = {}
  const faults: string[] = []
  for (const name of secrets) {
    const file = environment[`${name}_FILE`] ?? ''
    if (file === '') continue
    try {
      // Editors and `echo` end a file with a line break.
      values[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      if (values[name] === '') faults.push(`${name}_FILE: the file ${file} is empty`)
    } catch (error) {
      faults.push(`${name}_FILE: the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
    }
    if ((environment[name] ?? '') !== '') faults.push(`${name}_FILE: ${name} is set too; set one of them`)
  }
  if (faults.length === 0) return values
  throw new StartupError(`Secrets cannot be read from files:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
}
