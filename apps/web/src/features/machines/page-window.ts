export const pageSize = 50

export interface PageWindow {
  page: number
  /** At least 1: a list of nothing has a page too. */
  pages: number
  /** Places of the first and the last row, counted from 1. */
  from: number
  to: number
  total: number
}

/** What a page shows of all rows: `shown` of its rows are on the screen, of `total` on all pages. */
export const pageWindow = (page: number, shown: number, total: number): PageWindow => {
  const before = (page - 1) * pageSize
  return { page, pages: Math.max(1, Math.ceil(total / pageSize)), from: before + 1, to: before + shown, total }
}
