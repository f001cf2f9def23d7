import type { Locator, Page } from 'playwright-core'

const focused = (control: Locator): Locator => control.and(control.page().locator(':focus'))

/** Waits until a control has the focus. */
export const focusOn = (control: Locator): Promise<void> => focused(control).waitFor({ state: 'attached' })

/** Presses Tab until a control has the focus, as somebody without a mouse does once it is there. */
export const tabTo = async (page: Page, control: Locator): Promise<void> => {
  await control.waitFor({ state: 'attached' })
  for (let presses = 0; presses < 100; presses++) {
    if ((await focused(control).count()) === 1) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no number of Tabs leads to ${String(control)}`)
}
