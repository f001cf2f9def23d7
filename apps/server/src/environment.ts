import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { readSecretFiles, type Fault } from './secret-files.ts'

/** The process's own, and what files add to it. */
export interface Environment {
  values: NodeJS.ProcessEnv
  /** Where each value comes from. */
  origins: ReadonlyMap<string, string>
  faults: readonly Fault[]
}

/** Values of the environment itself win over those of the file. */
export const readEnvironment = (own: NodeJS.ProcessEnv, file = '.env'): Environment => {
  const fromFile = readEnvFile(file)
  const written = { ...fromFile.values, ...own }
  const secrets = readSecretFiles(written)
  return {
    values: { ...written, ...secrets.values },
    origins: new Map([
      ...Object.keys(fromFile.values).map((name) => [name, file] as const),
      ...Object.keys(own).map((name) => [name, 'environment'] as const),
      ...Object.keys(secrets.values).map((name) => [name, `file ${written[`${name}_FILE`]}`] as const),
    ]),
    faults: [...fromFile.faults, ...secrets.faults],
  }
}

const readEnvFile = (file: string): { values: NodeJS.Dict<string>; faults: readonly Fault[] } => {
  try {
    return { values: parseEnv(readFileSync(file, 'utf8')), faults: [] }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { values: {}, faults: [] }
    return { values: {}, faults: [{ name: file, what: `cannot be read (${code})` }] }
  }
}
