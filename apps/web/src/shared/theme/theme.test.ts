import { expect, it } from 'vitest'
import { nextTheme } from './theme.ts'

it('goes round', () => {
  expect(nextTheme('system')).toBe('light')
  expect(nextTheme('light')).toBe('dark')
  expect(nextTheme('dark')).toBe('system')
})
