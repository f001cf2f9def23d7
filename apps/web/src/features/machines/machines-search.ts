import { type MachineSort, machineSort, type MachineStatus, machineStatus } from '@alavanca/contract'

/** What the address of the list says: `?search=forno&status=failed&sort=name&page=2`. What is usual is left out. */
export interface MachinesSearch {
  search?: string
  status?: MachineStatus
  sort?: Exclude<MachineSort, 'newest'>
  page?: number
}

const longest = 255
/** As far as the server passes over: a million machines. */
const lastPage = 20_000

/** Addresses are typed and cut by people: what makes no sense is left out rather than refused. */
export const parseMachinesSearch = (raw: Record<string, unknown>): MachinesSearch => {
  const search = typeof raw['search'] === 'string' ? cleanSearch(raw['search']) : ''
  const status = machineStatus.safeParse(raw['status'])
  const sort = machineSort.exclude(['newest']).safeParse(raw['sort'])
  const page = parsePage(raw['page'])
  return {
    ...(search === '' ? {} : { search }),
    ...(status.success ? { status: status.data } : {}),
    ...(sort.success ? { sort: sort.data } : {}),
    ...(page === 1 ? {} : { page }),
  }
}

const parsePage = (raw: unknown): number => {
  const text = typeof raw === 'number' ? String(raw) : raw
  if (typeof text !== 'string' || !/^[1-9]\d{0,8}$/.test(text)) return 1
  return Math.min(Number(text), lastPage)
}

/** What the server accepts as a search: no NUL, no half of a surrogate pair, not too long. */
export const cleanSearch = (text: string): string =>
  Array.from(text.toWellFormed().replaceAll('\0', '').trimStart()).slice(0, longest).join('')

/** What a control was set to; '' is its usual state. */
export interface SearchChange {
  search?: string
  status?: string
  sort?: string
}

/** Another search, status or order begins at its first page. */
export const changeSearch = ({ page: _, ...search }: MachinesSearch, change: SearchChange): MachinesSearch =>
  parseMachinesSearch({ ...search, ...change })

export const atPage = (search: MachinesSearch, page: number): MachinesSearch => parseMachinesSearch({ ...search, page })

export const isFiltered = ({ search, status }: MachinesSearch): boolean => search !== undefined || status !== undefined
