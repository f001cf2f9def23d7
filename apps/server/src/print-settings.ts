import type { Settings } from './env.ts'
import type { Environment } from './environment.ts'
import { aboutSetting, settingNames, type SettingName } from './settings.ts'

/** A table of all settings: the value that is in force, without what is secret in it, and where it comes from. */
export const printSettings = (settings: Settings, { origins, values }: Omit<Environment, 'faults'>): string => {
  const rows = settingNames.map((name) => [
    name,
    show(name, settings[name]),
    // An empty variable counts as absent.
    (values[name] ?? '') === '' ? 'default' : (origins.get(name) ?? 'environment'),
  ])
  return toTable([['SETTING', 'VALUE', 'FROM'], ...rows])
}

const mask = '***'

const show = (name: SettingName, value: Settings[SettingName]): string => {
  const { secret, unset } = aboutSetting(name)
  if (value === undefined) return unset === undefined ? '(not set)' : `(not set: ${unset})`
  if (secret === 'whole') return mask
  return [value].flat().map(String).map(withoutPassword).join(',')
}

/** Parameters of an address that are known to hold nothing secret. */
const harmless = new Set(['host', 'port', 'sslmode'])

/** A text as it is, unless it is an address; of that only what is known to hold nothing secret. */
const withoutPassword = (text: string): string => {
  if (!text.includes('://')) return text
  const url = URL.parse(text)
  // Where a password holds `/`, `?` or `#`, its end is taken for the rest of the address.
  if (url === null || url.hash !== '' || /@/.test(url.pathname + url.search)) return mask
  const { protocol, username, password, host, pathname, searchParams } = url
  if (username === '' && password === '' && searchParams.size === 0) return text
  const login = username === '' && password === '' ? '' : `${username}${password === '' ? '' : `:${mask}`}@`
  const query = [...searchParams].map(([name, value]) => {
    if (value === '') return mask
    return `${name}=${harmless.has(name) ? value : mask}`
  })
  return `${protocol}//${login}${host}${pathname}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

const toTable = (rows: readonly string[][]): string => {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('')
}
