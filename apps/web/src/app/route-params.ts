import { parseRankingSort, type RankingSort } from '../features/ranking/sort-rows.ts'
import { type TourStep, tourSteps } from './tour-steps.ts'

const largest = 2_147_483_647

/** An id in an address; what is none leads to "not found" by an id that no row has. */
export const parseId = (text: string): number =>
  /^[1-9]\d{0,9}$/.test(text) && Number(text) <= largest ? Number(text) : 0

export interface ResultSearch {
  sort?: RankingSort
}

export const parseResultSearch = (raw: Record<string, unknown>): ResultSearch => {
  const sort = parseRankingSort(raw['sort'])
  return sort === undefined ? {} : { sort }
}

export interface MachineSearch extends ResultSearch {
  /** Where the walk through the sample is. */
  tour?: TourStep
}

export const parseMachineSearch = (raw: Record<string, unknown>): MachineSearch => {
  const tour = tourSteps.find((step) => step === raw['tour'])
  return { ...parseResultSearch(raw), ...(tour === undefined ? {} : { tour }) }
}

export interface DataSearch {
  /** A file that was sent and waits for its target. */
  dataset?: number
}

export const parseDataSearch = (raw: Record<string, unknown>): DataSearch => {
  const dataset = parseId(typeof raw['dataset'] === 'string' ? raw['dataset'] : `${Number(raw['dataset'])}`)
  return dataset === 0 ? {} : { dataset }
}

/** Plain text on both sides: a search for "123" or "true" stays what was typed. */
export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

export const stringifySearch = (search: Record<string, unknown>): string => {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' || typeof value === 'number') params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
