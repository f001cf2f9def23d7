import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { sourceFiles } from './files.ts'
import { featureRoot, innerRules, rooms, type Room } from './rules.ts'

export interface Violation {
  file: string
  what: string
}

interface Import {
  specifier: string
  typeOnly: boolean
}

const importsOf = (file: string, code: string): Import[] => {
  const { module, errors } = parseSync(file, code)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const exports = module.staticExports
    .flatMap(({ entries }) => entries)
    .filter(({ moduleRequest }) => moduleRequest)
    .map(({ moduleRequest, isType }) => ({ specifier: moduleRequest?.value ?? '', typeOnly: isType }))
  const dynamics = module.dynamicImports.map(({ moduleRequest }) => ({
    specifier: code.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    typeOnly: false,
  }))
  return [...statics, ...exports, ...dynamics]
}

const roomOf = (file: string): Room | undefined =>
  rooms.find(({ folder, within }) => file.startsWith(within ? `${folder}/${within}/` : `${folder}/`))

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Tests, benches and configuration may use more than the code they are for, but never leave their package by path. */
const isProductCode = (file: string): boolean =>
  file.includes('/src/') && !/\.(test|itest|bench)\.tsx?$/.test(file) && !file.includes('/testing/')

const checkPackage = (room: Room, { specifier, typeOnly }: Import): string | undefined => {
  if (specifier.startsWith('node:'))
    return room.node ? undefined : `${room.folder} runs in browsers too: no ${specifier}`
  if (specifier.startsWith('@alavanca/')) {
    if (room.workspace.includes(specifier) || (typeOnly && room.typesOnly?.includes(specifier))) return undefined
    return `${room.folder} must not import ${specifier}`
  }
  if (room.external === 'any' || room.external.includes(packageName(specifier))) return undefined
  return `${room.folder} must not depend on ${packageName(specifier)}`
}

const checkPath = (file: string, specifier: string): string | undefined => {
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier))
  const home = file.split('/').slice(0, 2).join('/')
  if (!target.startsWith(`${home}/`)) return `${specifier} leaves the package`
  const inner = innerRules.find(({ from, to }) => file.startsWith(from) && target.startsWith(to))
  if (inner) return `${specifier}: ${inner.why}`
  const feature = (name: string) => name.slice(featureRoot.length).split('/')[0]
  const crosses = file.startsWith(featureRoot) && target.startsWith(featureRoot) && feature(file) !== feature(target)
  return crosses ? `${specifier}: features do not import features` : undefined
}

const checkFile = (root: string, file: string): Violation[] => {
  const code = readFileSync(path.join(root, file), 'utf8')
  const room = roomOf(file)
  const found = importsOf(file, code).flatMap((imported) => {
    const what = imported.specifier.startsWith('.')
      ? checkPath(file, imported.specifier)
      : room && isProductCode(file)
        ? checkPackage(room, imported)
        : undefined
    return what === undefined ? [] : [{ file, what }]
  })
  const casts = code
    .split('\n')
    .filter((line) => line.includes('as unknown as') && !line.includes('JSON as unknown as'))
  return [...found, ...casts.map((line) => ({ file, what: `double cast: ${line.trim()}` }))]
}

/** Every import that an arrow of the house does not allow. @throws when nothing was there to check */
export const findViolations = (root: string): Violation[] => {
  const files = sourceFiles(root)
  if (files.length === 0) throw new Error(`no source file under ${root}: the boundary check would pass on nothing`)
  return files.flatMap((file) => checkFile(root, file))
}
