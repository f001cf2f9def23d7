import type { Locator, Page } from 'playwright-core'

export const hasFocus = async (control: Locator): Promise<boolean> =>
  (await control.and(control.page().locator(':focus')).count()) === 1

/** Presses Tab until a control has the focus, as somebody without a mouse does. */
export const tabTo = async (page: Page, control: Locator): Promise<void> => {
  for (let presses = 0; presses < 100; presses++) {
    if (await hasFocus(control)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no number of Tabs leads to ${String(control)}`)
}
