import { expect, it } from 'vitest'
import { pageWindow } from './page-window.ts'

it('tells which rows a page shows', () => {
  expect(pageWindow(1, 50, 1000)).toEqual({ page: 1, pages: 20, from: 1, to: 50, total: 1000 })
  expect(pageWindow(21, 1, 1001)).toEqual({ page: 21, pages: 21, from: 1001, to: 1001, total: 1001 })
})

it('counts one page for nothing, and no page for a row that is hidden', () => {
  expect(pageWindow(1, 0, 0).pages).toBe(1)
  expect(pageWindow(1, 50, 50).pages).toBe(1)
  expect(pageWindow(1, 49, 49)).toEqual({ page: 1, pages: 1, from: 1, to: 49, total: 49 })
})
