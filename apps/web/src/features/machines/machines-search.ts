import { type MachineStatus, machineStatus } from '@alavanca/contract'

/** What the address of the list says: `?search=forno&status=failed`. */
export interface MachinesSearch {
  search?: string
  status?: MachineStatus
}

const longest = 255

/** Addresses are typed and cut by people: what makes no sense is left out rather than refused. */
export const parseMachinesSearch = (raw: Record<string, unknown>): MachinesSearch => {
  const search = typeof raw['search'] === 'string' ? cleanSearch(raw['search']) : ''
  const status = machineStatus.safeParse(raw['status'])
  return { ...(search === '' ? {} : { search }), ...(status.success ? { status: status.data } : {}) }
}

/** What the server accepts as a search: no NUL, no half of a surrogate pair, not too long. */
export const cleanSearch = (text: string): string =>
  Array.from(text.toWellFormed().replaceAll('\0', '').trimStart()).slice(0, longest).join('')
