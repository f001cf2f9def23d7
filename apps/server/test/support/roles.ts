import type { Page } from 'playwright-core'

const mustHaveName =
  /^\s*- (button|link|textbox|searchbox|combobox|checkbox|radio|region|dialog|progressbar|img)\b(?! ["/])/

/** What a screen reader could not tell: controls and parts without a name, and a page that is not one page. */
export const roleFaults = async (page: Page): Promise<string[]> => {
  const tree = (await page.locator('body').ariaSnapshot()).split('\n')
  const count = (pattern: RegExp) => tree.filter((line) => pattern.test(line)).length
  const dialogOpen = count(/^\s*- dialog\b/) > 0
  return [
    ...tree.filter((line) => mustHaveName.test(line)).map((line) => `no name: ${line.trim()}`),
    ...(count(/^\s*- main\b/) === 1 ? [] : ['there is not exactly one main part']),
    ...(dialogOpen || count(/^\s*- heading .*\[level=1\]/) === 1 ? [] : ['there is not exactly one first heading']),
  ]
}
